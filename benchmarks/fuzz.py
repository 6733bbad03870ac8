"""Damaged raw files against every source: `python benchmarks/fuzz.py [--minutes 1] [SOURCE...]`; --help says more.

Mutates the samples of tests/ and reads them as a run would, each source for so many minutes in a process of its own.
Any exception but SourceError, any case beyond its time or memory, and any control character that comes through is
printed and its file kept. Linux only: a benchmark, not a part of the product.
"""

import argparse
import faulthandler
import hashlib
import io
import random
import re
import resource
import subprocess
import sys
import tarfile
import time
import traceback
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

from pipeline.errors import SourceError
from pipeline.sources import SOURCES, archives
from pipeline.sources.dates import read_date
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

SAMPLES = Path(__file__).parent.parent / "tests" / "samples"
READ_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECONDS, SECONDS_PER_MB = 1.0, 4.0
"""Of processor time that a case may take."""
MEMORY, MEMORY_PER_BYTE = 96 << 20, 60
"""Bytes that a case may add to the process."""
ADDRESSES = 4 << 30
HANG = 600
"""Seconds by the clock, on a machine that may be busy, after which a case hangs."""
LARGEST = 1 << 21
ARCHIVES = "archives"

Change = Callable[[random.Random, bytes], bytes]

WORDS = [word.encode("utf-8", "surrogatepass") for word in (
    "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u202e", "\ufeff", "\ufffe", "\ud800", "\U0010ffff", "e\u0301", "\r", "\n",
    "\n\n\n", "\t", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "&#0;",
    "&#x110000;", "&#xD800;", "&amp;amp;lt;", "<script>alert(1)</script>", "<style>", "<textarea>", "<title>", "<svg>",
    "<template>", "<p>", "<li>", "</li>", "</div>", "<table><tr>", "<a href='javascript:x'>", "'", '"', "\\", "\\u0000",
    "\\ud800", "{", "}", "[", "]", ",", ":", ";", "null", "true", "NaN", "Infinity", "1e999", "-1", "0", "1E5", "0x",
    "99999999999999999999999999", "-9223372036854775809", "٣", "²", "½", "0000-00-00 00:00:00", "9999-12-31 23:59:59",
    "0001-01-01", "2024-02-30", "2024-01-01T24:61:61+99:99", "31/12/9999", "12 hours ago", "il y a 9999 ans", "NULL",
    "INSERT INTO `wp_comments` VALUES (", "),(", ");", "/*", "*/", "--", "---\n", "- ", "  - ", "!binary |", "&a [*a]",
    "!!python/object/apply:os.system ['x']", "says:", "dit :", "Reply", "Répondre", "3 Comments", "May 3, 2019",
    "http://[", "https://x.example:99999999/", "//", "#comment-5", "=1+1", "@example.org", "ada@example.org", "%",
)]  # fmt: skip
NUMBERS = re.compile(rb"\d{1,20}")


def corpus() -> dict[str, list[bytes]]:
    """Return the raw files of every source, and archives of them."""
    found: dict[str, list[bytes]] = {name: [] for name in SOURCES}
    for path in sorted(SAMPLES.glob("*/*")):
        if not path.name.endswith("expected.csv") and path.parent.name in found:
            found[path.parent.name].append(path.read_bytes())
    found[ARCHIVES] = _archives([one for samples in found.values() for one in samples][::5])
    return found


def _archives(files: list[bytes]) -> list[bytes]:
    zipped, tarred = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, data in enumerate(files):
            archive.writestr(f"export/{number}.txt", data)
    with tarfile.open(fileobj=tarred, mode="w:gz") as tar:
        for number, data in enumerate(files):
            info = tarfile.TarInfo(f"export/{number}.txt")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return [zipped.getvalue(), tarred.getvalue(), _in_one_file([data for data in files if b"<html" in data[:2_000]])]


def _in_one_file(pages: list[bytes]) -> bytes:
    whole = MIMEMultipart("related")
    whole["From"], whole["Snapshot-Content-Location"] = "<Saved by Blink>", "https://a.example/"
    for number, page in enumerate(pages):
        part = MIMEText(page.decode("utf-8", "replace"), "html", "utf-8")
        part["Content-Location"] = f"https://disqus.com/embed/comments/?{number}"
        whole.attach(part)
    return whole.as_bytes()


def _place(chance: random.Random, data: bytes) -> int:
    return chance.randrange(len(data) + 1)


def _slice(chance: random.Random, data: bytes, most: int = 4000) -> tuple[int, int]:
    start = _place(chance, data)
    return start, min(len(data), start + int(chance.paretovariate(0.6)) % most)


def flipped(chance: random.Random, data: bytes) -> bytes:
    """Change single bytes."""
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20)) if data else 0):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(chance: random.Random, data: bytes) -> bytes:
    """End early."""
    return data[: _place(chance, data)]


def removed(chance: random.Random, data: bytes) -> bytes:
    """Take a part out."""
    start, end = _slice(chance, data)
    return data[:start] + data[end:]


def repeated(chance: random.Random, data: bytes) -> bytes:
    """Write a part many times over: duplicates, and depths where the part opens something."""
    start, end = _slice(chance, data, 300)
    times = min(chance.choice((2, 10, 300, 5_000)), LARGEST // max(1, end - start))
    return data[:start] + data[start:end] * times + data[end:]


def nested(chance: random.Random, data: bytes) -> bytes:
    """Put the file, or most of it, inside itself."""
    at = _place(chance, data)
    for _ in range(chance.choice((1, 3, 6))):
        if 2 * len(data) > LARGEST:
            break
        data, at = data[:at] + data + data[at:], at + chance.randrange(1 + len(data) - at)
    return data


def lines_moved(chance: random.Random, data: bytes) -> bytes:
    """Shuffle, double and drop lines."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 5, 30))):
        lines.insert(chance.randrange(len(lines) + 1), chance.choice(lines))
        del lines[chance.randrange(len(lines))]
    return b"\n".join(lines)


def tags_moved(chance: random.Random, data: bytes) -> bytes:
    """Copy and drop whole tags, cells or quoted strings."""
    pieces = re.split(rb"(<[^<>]{0,300}>|\"[^\"]{0,80}\"|[,;\t{}\[\]()])", data)
    for _ in range(chance.choice((1, 3, 20))):
        where = chance.randrange(len(pieces))
        pieces[where] = chance.choice((b"", chance.choice(pieces), pieces[where] * 2))
    return b"".join(pieces)


def worded(chance: random.Random, data: bytes) -> bytes:
    """Put in what has broken other readers."""
    for _ in range(chance.choice((1, 2, 8))):
        at = _place(chance, data)
        data = data[:at] + chance.choice(WORDS) * chance.choice((1, 1, 1, 2, 4_000)) + data[at:]
    return data


def renumbered(chance: random.Random, data: bytes) -> bytes:
    """Change numbers: huge, negative, the same, none."""
    numbers = [
        b"0",
        b"-1",
        b"1",
        b"9" * 30,
        b"9" * 5_000,
        b"1e400",
        b"2147483648",
        b"18446744073709551616",
        b"",
        b"1.5",
    ]
    to, odds = chance.choice(numbers), chance.choice((0.02, 0.2, 1.0))
    to = to if len(to) * len(data) < LARGEST * 50 else b"9" * 30
    return NUMBERS.sub(lambda match: to if chance.random() < odds else match[0], data)


def recoded(chance: random.Random, data: bytes) -> bytes:
    """Write it in another encoding, or as if it were."""
    text = data.decode(chance.choice(("utf-8", "cp1252", "latin-1", "utf-16-le")), "replace")
    return text.encode(chance.choice(("utf-8", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp437", "utf-7")), "replace")


CHANGES: tuple[Change, ...] = (
    flipped, flipped, cut, removed, removed, repeated, nested, lines_moved, tags_moved, tags_moved, worded, worded,
    renumbered, recoded,
)  # fmt: skip


def case(chance: random.Random, own: list[bytes], others: list[bytes]) -> bytes:
    """Return a damaged file."""
    data = chance.choice(own)
    if chance.random() < 0.15:
        other = chance.choice(others)
        start, end = _slice(chance, other)
        at = _place(chance, data)
        data = data[:at] + other[start:end] + data[at:]
    for _ in range(chance.choice((1, 1, 2, 3, 6))):
        data = chance.choice(CHANGES)(chance, data)[:LARGEST]
    return data


def tried(name: str, data: bytes) -> str:
    """Read a case as a run does, and by its own source where that says yes; return what is wrong, "" for nothing."""
    if name == ARCHIVES:
        for member in archives.members(io.BytesIO(data), len(data)):
            if member.content is not None:
                member.content.close()
        return ""
    bad = ""
    try:
        for reading in read(Raw(io.BytesIO(data), "case", None, READ_AT), Naming(b"key"), "run"):
            texts = "".join(reading.comments["text"].dropna()) + "".join(reading.comments["author"].dropna())
            bad = bad or ("a control character came through" if re.search("[\0-\x08\x0e-\x1f\x7f]", texts) else "")
    except SourceError as error:
        str(error)
    source, raw = SOURCES[name], Raw(io.BytesIO(data), "case", None, READ_AT)
    try:
        if source.sniff(raw):
            for _ in source.records(raw):
                pass
    except SourceError as error:
        str(error)
    return bad


def warm_up() -> None:
    """Have dateparser load all its languages, a second's work that no single case is to blame for."""
    read_date("no date, 12 zzgrl", read_at=READ_AT, timezone=UTC)


def measured(name: str, data: bytes) -> str:
    """Return what is wrong with a case, beyond its time and memory too."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak starts anew
    before, started = _memory("VmRSS"), time.process_time()
    try:
        bad = tried(name, data)
    except Exception:  # noqa: BLE001 - finding them is what this is for
        return traceback.format_exc()
    seconds, grown = time.process_time() - started, _memory("VmHWM") - before
    if seconds > SECONDS + SECONDS_PER_MB * len(data) / 1e6:
        return f"took {seconds:.1f} s for {len(data):,} bytes"
    if grown > MEMORY + MEMORY_PER_BYTE * len(data):
        return f"took {grown >> 20} MiB for {len(data):,} bytes"
    return bad


def _memory(what: str) -> int:
    return int(Path("/proc/self/status").read_text(encoding="ascii").partition(f"{what}:")[2].split()[0]) << 10


def worker(name: str, seconds: float, seed: int, keep: Path) -> None:
    """Try cases of one source, and print and keep those that are bad, each kind once."""
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES, ADDRESSES))
    warm_up()
    chance, files = random.Random(seed), corpus()
    others = [one for samples in files.values() for one in samples]
    current, seen, count = keep / f"{name}.current", set(), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        data = case(chance, files[name], others)
        current.write_bytes(data)
        faulthandler.dump_traceback_later(HANG, exit=True)
        wrong = measured(name, data)
        faulthandler.cancel_dump_traceback_later()
        count += 1
        if not wrong:
            continue
        kind = "\n".join(wrong.splitlines()[-3:-1]) or re.sub(r"\d+", "", wrong)
        if kind not in seen:
            seen.add(kind)
            kept = keep / f"{name}-{hashlib.sha256(data).hexdigest()[:10]}"
            kept.write_bytes(data)
            print(f"{name}: {kept}\n{wrong}", flush=True)
    current.unlink(missing_ok=True)
    print(f"{name}: {count:,} cases, {len(seen)} kinds of findings", flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", metavar="SOURCE", help=f"of {', '.join(SOURCES)}, {ARCHIVES}; else all")
    asked.add_argument("--minutes", type=float, default=1.0, help="for each source")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="where bad files go")
    asked.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked.add_argument("--try", type=Path, dest="again", help="try one kept file again")
    given = asked.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    names = given.names or [*SOURCES, ARCHIVES]
    if given.again:
        warm_up()
        print(measured(names[0], given.again.read_bytes()) or "nothing is wrong")
        return
    if given.worker:
        worker(names[0], given.minutes * 60, given.seed, given.keep)
        return
    for name in names:
        until, seed = time.monotonic() + given.minutes * 60, given.seed
        while (left := until - time.monotonic()) > 1:
            command = [sys.executable, __file__, name, "--worker", "--minutes", str(left / 60), "--seed", str(seed)]
            if subprocess.run([*command, "--keep", str(given.keep)], check=False).returncode == 0:
                break
            seed += 1_000
            (given.keep / f"{name}.current").rename(given.keep / f"{name}-died-{seed}")
            print(f"{name}: a case killed its process: {given.keep / f'{name}-died-{seed}'}", flush=True)


if __name__ == "__main__":
    main()
