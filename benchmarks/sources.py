"""Records made by the sources against their bare parsers, in one run: `python benchmarks/sources.py [COMMENTS]`.

Prints seconds of processor time and the ratio: WXR against lxml's iterparse, CSV against csv.reader, JSON lines against
json.loads, Parquet against pyarrow's to_pylist. Then peak memory above an idle process, for a file and for one ten
times as long. Then, for every form that the tests can write, how many comments a second become a batch, dates, parents
and identities included.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
from corpus import COLUMNS, comments
from lxml import etree
from pyarrow import parquet

from pipeline.sources import SOURCES, recognised
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, read

sys.path.append(str(Path(__file__).parent.parent / "tests"))
from writers import FORMS as WRITTEN
from writers import Said, Thread

TIMES = 5
FORMS = ("xml", "csv", "jsonl", "parquet")
_FIELDS = (
    "comment_id", "", "", "comment_author", "comment_author_email", "comment_author_url", "comment_date_gmt",
    "comment_content",
)  # fmt: skip


def write(file: Path, count: int) -> None:
    """Write so many comments in the form that the file's suffix names."""
    if file.suffix == ".parquet":
        columns = zip(*comments(count), strict=True)
        parquet.write_table(pa.table(dict(zip(COLUMNS, columns, strict=True))), file, row_group_size=20_000)
        return
    with file.open("w", encoding="utf-8", newline="") as out:
        if file.suffix == ".csv":
            writer = csv.writer(out)
            writer.writerow(COLUMNS)
            writer.writerows(comments(count))
        elif file.suffix == ".jsonl":
            for row in comments(count):
                out.write(json.dumps(dict(zip(COLUMNS, row, strict=True)), ensure_ascii=False) + "\n")
        else:
            out.writelines(_wxr(count))


def _wxr(count: int) -> Iterator[str]:
    yield (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">\n'
        "<channel>\n<wp:wxr_version>1.2</wp:wxr_version>\n"
    )
    for number, row in enumerate(comments(count)):
        if number % 200 == 0:
            yield "</item>\n" if number else ""
            yield f"<item>\n<title>{row[2]}</title>\n<link>{row[1]}</link>\n<wp:post_id>{number // 200}</wp:post_id>\n"
        yield "\t<wp:comment>\n"
        date = row[6].replace("T", " ").partition("+")[0]
        for name, value in zip(_FIELDS, (*row[:6], date, row[7]), strict=True):
            if name:
                written = escape(value) if name in ("comment_id", "comment_author_url") else f"<![CDATA[{value}]]>"
                yield f"\t\t<wp:{name}>{written}</wp:{name}>\n"
        yield (
            f"\t\t<wp:comment_author_IP><![CDATA[192.0.2.{number % 250}]]></wp:comment_author_IP>\n"
            f"\t\t<wp:comment_date><![CDATA[{date}]]></wp:comment_date>\n"
            "\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>\n"
            "\t\t<wp:comment_type><![CDATA[comment]]></wp:comment_type>\n"
            "\t\t<wp:comment_parent>0</wp:comment_parent>\n\t\t<wp:comment_user_id>0</wp:comment_user_id>\n"
            "\t</wp:comment>\n"
        )
    yield "</item>\n</channel>\n</rss>\n"


def bare(file: Path) -> int:
    """Return how many records the bare parser finds."""
    if file.suffix == ".parquet":
        return sum(len(batch.to_pylist()) for batch in parquet.ParquetFile(file).iter_batches(1_000))
    if file.suffix == ".xml":
        return sum(1 for _, element in etree.iterparse(file, tag="{*}comment") if element.clear() is None)
    with file.open(encoding="utf-8", newline="") as text:
        if file.suffix == ".csv":
            return sum(1 for _ in csv.reader(text)) - 1
        return sum(1 for line in text if json.loads(line))


def ours(file: Path) -> int:
    """Return how many records the source yields."""
    with file.open("rb") as opened:
        raw = Raw(opened, file.name, file)
        return sum(1 for _ in SOURCES[recognised(raw)].records(raw))


def seconds(of: Callable[[Path], int], file: Path) -> float:
    """Return the least processor time of some repetitions."""
    best = float("inf")
    for _ in range(TIMES):
        started = time.process_time()
        of(file)
        best = min(best, time.process_time() - started)
    return best


def peak(*files: Path) -> int:
    """Return the peak memory, in MiB, of a process that reads these files, or none (Linux)."""
    code = "import sys; from pathlib import Path; from sources import ours\n"
    code += "for name in sys.argv[1:]: ours(Path(name))\nprint(open('/proc/self/status').read())"
    command = [sys.executable, "-c", code, *map(str, files)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=Path(__file__).parent).stdout
    # ru_maxrss would be the parent's where that is larger.
    return int(said.partition("VmHWM:")[2].split()[0]) // 1024


def thread(count: int) -> Thread:
    """Return a post with so many comments, a third of them replies, to the third level."""
    said: list[Said] = []
    for number, row in enumerate(comments(count), 100_001):
        parent = said[-1].number if said and number % 3 else None
        text, moment = " ".join(row[7].split()), datetime.fromisoformat(row[6])
        said.append(Said(number, text, row[3], moment, parent, row[5] or None, likes=number % 9))
    return Thread(tuple(said))


def every_form(count: int) -> None:
    """Print how many comments a second are read of each form."""
    whole = thread(count)
    for name, form in WRITTEN.items():
        data = form.write(whole).encode()
        best, found = float("inf"), 0
        for _ in range(3):
            started = time.process_time()
            found = sum(len(one.comments) for one in read(Raw(io.BytesIO(data), name), Naming(b"key")))
            best = min(best, time.process_time() - started)
        print(f"{name:26} {len(data) >> 10:6,} KiB, {found:6,} comments, {found / best:8,.0f} a second")


def main(count: int) -> None:
    """Print the ratios and the memory, then the rates."""
    idle = peak()
    with tempfile.TemporaryDirectory() as name:
        for form in FORMS:
            file, longer = Path(name, f"short.{form}"), Path(name, f"long.{form}")
            write(file, count)
            write(longer, count * 10)
            parser, source = seconds(bare, file), seconds(ours, file)
            print(
                f"{form:8} bare {parser / count * 1e6:5.1f} µs, records {source / count * 1e6:5.1f} µs a comment: "
                f"1/{source / parser:.1f}, {count / source:,.0f} a second; "
                f"peak +{peak(file) - idle} MiB for {file.stat().st_size >> 20} MiB, "
                f"+{peak(longer) - idle} MiB for {longer.stat().st_size >> 20} MiB"
            )

    every_form(min(count, 2_000))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
