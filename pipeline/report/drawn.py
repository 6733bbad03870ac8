"""Which posts were drawn from what: a post whose figures and comments are the same is not drawn again."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.engagement import Condensed
from pipeline.report.places import Folder

FILE = ".drawn.json"
_HERE = Path(__file__).parent


@dataclass
class Drawn:
    """What is drawn: per post_id its fingerprint, the name of its page and how many pages it has per version; per site
    and source (`site:source`) what its first look depended on."""

    folder: Path
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    looks: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Drawn":
        """Return what the folder's file says; nothing where there is none that can be read: then all is drawn again."""
        try:
            known = json.loads((folder / FILE).read_text(encoding="utf-8"))
            return cls(folder, dict(known["posts"]), dict(known["looks"]))
        except (OSError, ValueError, KeyError, TypeError):
            return cls(folder)

    def keep(self) -> None:
        """Write the file."""
        Folder(self.folder).put(FILE, json.dumps({"posts": self.posts, "looks": self.looks}, ensure_ascii=False))


def fingerprints(comments: Condensed, table: pd.DataFrame, salt: str) -> dict[str, str]:
    """Return what stands for everything that a post's page is drawn from, by post_id.

    `table` has a row per post; `salt` stands for what all pages depend on: settings, classifiers, templates.
    """
    sums = _sums(comments)
    figures = table.astype(object).where(table.notna(), None).itertuples(index=False)
    return {
        post_id: hashlib.blake2b(
            f"{salt}\x1f{sums.get(post_id, 0)}\x1f{tuple(row)!r}".encode("utf-8", "replace"), digest_size=10
        ).hexdigest()
        for post_id, row in zip(table["post_id"], figures, strict=True)
    }


def _sums(comments: Condensed) -> dict[str, int]:
    """Return the sum of all comments' stamps by post_id: the order of comments is no matter."""
    post, stamp = comments.numbers("post"), comments.numbers("stamp").astype(np.uint64)
    if not len(post):
        return {}
    order = np.argsort(post, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(post[order]) != 0])
    sums: npt.NDArray[np.uint64] = np.add.reduceat(stamp[order], starts)
    return {
        comments.posts[number]: int(total)
        for number, total in zip(post[order][starts], sums, strict=True)
        if number >= 0
    }


def code_print() -> str:
    """Return what stands for our templates and code: a new version draws everything again."""
    whole = hashlib.blake2b(digest_size=8)
    packages = (_HERE, _HERE.parent / "engagement", _HERE.parent / "locale")
    for path in sorted(
        path
        for package in packages
        for path in package.rglob("*")
        if path.suffix in {".py", ".html", ".css", ".mo", ".txt"}
    ):
        whole.update(path.read_bytes())
    return whole.hexdigest()
