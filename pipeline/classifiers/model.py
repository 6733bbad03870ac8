"""A classifier as it is kept: weights (`<name>.npz`) and beside them a card (`<name>.json`) that says what they are.

A site's own classifier, in its `data/classifiers/`, goes before the shipped one. Nothing in either file can run code.
"""

import hashlib
import json
import os
import zipfile
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.errors import ModelError

FORMAT = 1
WEIGHTS = Path(__file__).with_name("weights")
_CLIP = 4.0
_FEW = 4  # outputs
Array = npt.NDArray[Any]
Card = dict[str, Any]


@dataclass(frozen=True)
class Handle:
    """Which classifier is meant: small, picklable; a worker opens it once."""

    name: str
    version: str
    sha256: str
    folder: Path

    def open(self) -> "Model":
        """Return the classifier; raise ModelError if the file is missing or another than this one."""
        return _opened(self.name, self.sha256, self.folder)


@dataclass(frozen=True)
class Model:
    """An opened classifier: its card and its arrays, by name."""

    card: Card
    arrays: dict[str, Array]

    @property
    def name(self) -> str:
        """The task and what tells it from others of the task."""
        return str(self.card["name"])

    @property
    def version(self) -> str:
        """Name, version and the first digits of the SHA-256, as in `sentiment 2026.11 1a2b3c4d`."""
        return _version(self.card)

    @cached_property
    def _linear(self) -> dict[str, "Linear"]:
        return {}

    def linear(self, part: str = "") -> "Linear":
        """Return the linear model in the arrays that begin with `<part>.` (all of them without a part)."""
        if part not in self._linear:
            self._linear[part] = Linear.unpacked(self.arrays, part)
        return self._linear[part]


@dataclass(frozen=True)
class Linear:
    """Weights of hashed words, hashed characters and plain numbers, per output; each block may be absent.

    logits = words·W / √(words in it) + chars·C / √(n-grams in it) + clip((numbers - mean) / spread, ±4)·N + bias
    """

    bias: npt.NDArray[np.float64]
    words: npt.NDArray[np.float32] | None = None
    chars: npt.NDArray[np.float32] | None = None
    numbers: npt.NDArray[np.float64] | None = None
    mean: npt.NDArray[np.float64] | None = None
    spread: npt.NDArray[np.float64] | None = None

    def logits(
        self,
        words: sparse.csr_array | None = None,
        chars: sparse.csr_array | None = None,
        numbers: npt.NDArray[np.float64] | None = None,
    ) -> npt.NDArray[np.float64]:
        """Return (texts, outputs) float64. The same text gives the same logits in any company.

        Raises ModelError for another number of plain numbers than it was trained on.
        """
        rows = next(len_of(block) for block in (words, chars, numbers) if block is not None)
        total = np.tile(self.bias, (rows, 1))
        for counts, weights in ((words, self.words), (chars, self.chars)):
            if counts is not None and weights is not None:
                total += per_root(counts, _summed(counts, weights))
        if numbers is not None and self.numbers is not None and self.mean is not None and self.spread is not None:
            if numbers.shape[1] != len(self.mean):
                known, given = len(self.mean), numbers.shape[1]
                raise ModelError("?", f"was trained on {known} plain numbers, this version has {given}; train it again")
            scaled = np.clip((numbers - self.mean) / self.spread, -_CLIP, _CLIP)
            total += _weighed(scaled, self.numbers)
        return total

    def times(self, factors: npt.NDArray[np.float64]) -> "Linear":
        """Return the model with each output multiplied by its factor."""
        words = None if self.words is None else (self.words * factors).astype(np.float32)
        chars = None if self.chars is None else (self.chars * factors).astype(np.float32)
        numbers = None if self.numbers is None else self.numbers * factors
        return replace(self, bias=self.bias * factors, words=words, chars=chars, numbers=numbers)

    def packed(self, part: str = "") -> dict[str, Array]:
        """Return arrays to save: hashed weights as whole numbers to 127 with a scale per output, others as they are."""
        prefix = f"{part}." if part else ""
        arrays: dict[str, Array] = {prefix + "bias": self.bias}
        for name in ("numbers", "mean", "spread"):
            if (plain := getattr(self, name)) is not None:
                arrays[prefix + name] = plain
        for name in ("words", "chars"):
            if (weights := getattr(self, name)) is not None:
                scale = np.maximum(np.abs(weights).max(axis=0), 1e-12) / 127
                arrays[prefix + name] = np.rint(weights / scale).astype(np.int8)
                arrays[prefix + name + "_scale"] = scale.astype(np.float64)
        return arrays

    @classmethod
    def unpacked(cls, arrays: dict[str, Array], part: str = "") -> "Linear":
        """Return the model that `packed` put into the arrays."""
        prefix = f"{part}." if part else ""
        plain = ("bias", "numbers", "mean", "spread")
        found: dict[str, Array | None] = {name: arrays.get(prefix + name) for name in plain}
        for name in ("words", "chars"):
            if (whole := arrays.get(prefix + name)) is not None:
                weights = whole * arrays[prefix + name + "_scale"]
                found[name] = weights.astype(np.float32, order="F" if weights.shape[1] <= _FEW else "C")
        if found["bias"] is None:
            raise ModelError(part or "?", "its weights lack a bias")
        return cls(**found)  # type: ignore[arg-type]


def len_of(block: sparse.csr_array | Array) -> int:
    """Return the number of rows."""
    return int(block.shape[0])


def _summed(counts: sparse.csr_array, weights: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return counts @ weights; of few outputs one after the other, which is faster and gives the same sums."""
    if weights.shape[1] > _FEW:
        return np.asarray(counts @ weights)
    return np.column_stack([counts @ np.ascontiguousarray(column) for column in weights.T])


def _weighed(scaled: npt.NDArray[np.float64], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return scaled @ weights, each row added up in one order: that of a dense product depends on how many rows."""
    if weights.shape[1] == 1:
        return np.asarray((scaled * weights[:, 0]).sum(axis=1)[:, None], dtype=np.float64)
    rows, columns = scaled.shape
    places = np.tile(np.arange(columns, dtype=np.int32), rows)
    edges = np.arange(0, rows * columns + 1, columns, dtype=np.int32)
    return np.asarray(sparse.csr_array((scaled.ravel(), places, edges), shape=scaled.shape) @ weights)


def per_root(counts: sparse.csr_array, sums: Array) -> npt.NDArray[np.float64]:
    """Return the sums divided by the root of how many n-grams each text has: long texts do not shout."""
    return np.asarray(sums / np.sqrt(np.maximum(np.diff(counts.indptr), 1))[:, None], dtype=np.float64)


def softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return probabilities of the outputs, (texts, outputs)."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float64)


def sigmoid(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return probabilities of yes."""
    return 1 / (1 + np.exp(-np.clip(logits, -60, 60)))


def current(name: str, own: Path | None = None) -> Handle:
    """Return which classifier of this name is in use: the site's own (in the folder `own`), else the shipped one.

    A correction (`own.py`) of another classifier than the shipped one is passed over. Raises ModelError if there is
    none, or its card cannot be read or is of another format.
    """
    for folder in (own, WEIGHTS):
        if folder is not None and (folder / f"{name}.json").is_file():
            card = card_of(name, folder)
            if "corrects" not in card or card["corrects"].get("sha256") == current(name).sha256:
                return Handle(name, _version(card), str(card["sha256"]), folder)
    raise ModelError(name, f"there is none; known: {', '.join(known()) or 'none'}; `causerie train` makes one")


def open_model(name: str, own: Path | None = None) -> Model:
    """Return the classifier in use, opened once per process; raises ModelError as `current` and `Handle.open` do."""
    return current(name, own).open()


def known() -> list[str]:
    """Return the names of the shipped classifiers."""
    return sorted(path.stem for path in WEIGHTS.glob("*.json"))


def save(folder: Path, card: Card, arrays: dict[str, Array]) -> Handle:
    """Write weights and card, each at once or not at all; the same arrays give the same bytes.

    `card` needs `name` and `version`; `format` and `sha256` are filled in.
    """
    folder.mkdir(parents=True, exist_ok=True)
    whole = _zipped(arrays)
    full = {**card, "format": FORMAT, "sha256": hashlib.sha256(whole).hexdigest(), "bytes": len(whole)}
    _replace(folder / f"{card['name']}.npz", whole)
    _replace(folder / f"{card['name']}.json", (json.dumps(full, ensure_ascii=False, indent=1) + "\n").encode())
    return Handle(str(card["name"]), _version(full), str(full["sha256"]), folder)


def digest(arrays: dict[str, Array]) -> str:
    """Return the SHA-256 that these arrays have as a file."""
    return hashlib.sha256(_zipped(arrays)).hexdigest()


def _version(card: Card) -> str:
    return f"{card['name']} {card['version']} {card['sha256'][:8]}"


def card_of(name: str, folder: Path) -> Card:
    """Return a classifier's card; raise ModelError if it cannot be read or is of another format."""
    try:
        card: Card = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        form, complete = card["format"], {"name", "version", "sha256"} <= card.keys()
        card.get("corrects", {}).get("sha256")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(name, f"its card {name}.json cannot be read ({error})") from error
    if form != FORMAT or not complete:
        raise ModelError(name, f"its card is of format {form}, this version reads {FORMAT}; train it again")
    return card


@lru_cache(maxsize=32)
def _opened(name: str, sha256: str, folder: Path) -> Model:
    card = card_of(name, folder)
    try:
        whole = (folder / f"{name}.npz").read_bytes()
    except OSError as error:
        raise ModelError(name, f"its weights {name}.npz cannot be read ({error})") from error
    if not hashlib.sha256(whole).hexdigest() == card["sha256"] == sha256:
        raise ModelError(name, "its weights are not those that its card describes; restore both, or train it again")
    try:
        with np.load(BytesIO(whole), allow_pickle=False) as arrays:
            below = current(name).open().arrays if "corrects" in card else {}
            return Model(card, below | dict(arrays))
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise ModelError(name, f"its weights cannot be read ({error})") from error


def _zipped(arrays: dict[str, Array]) -> bytes:
    """Return the arrays as .npz with nothing in it that changes by itself (numpy.savez writes the time)."""
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name in sorted(arrays):
            entry = zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            one = BytesIO()
            np.lib.format.write_array(one, np.ascontiguousarray(arrays[name]), version=(1, 0), allow_pickle=False)
            archive.writestr(entry, one.getvalue(), compresslevel=9)
    return whole.getvalue()


def _replace(path: Path, whole: bytes) -> None:
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(whole)
    beside.replace(path)
