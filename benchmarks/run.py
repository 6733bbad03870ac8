"""`causerie run` against the script that people write today, in one run: `python benchmarks/run.py [COMMENTS]`.

Prints comments a second of both and their ratio; how time and peak memory grow with the input; and where the time goes.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from corpus import write_csv

NAIVE = 2_000
"""Rows that the naive script gets: its rate does not depend on the number, and 100,000 would take minutes."""


def causerie(folder: Path, file: Path, *more: str) -> tuple[float, float, dict[str, object]]:
    """Return seconds and peak MiB of the largest process of a run into a new data folder, and its summary."""
    data = Path(tempfile.mkdtemp(dir=folder))
    (data / "raw").mkdir()
    started = time.perf_counter()
    command = [sys.executable, "-m", "pipeline.cli", "run", str(file), "--data", str(data), "--json", *more]
    measured = [sys.executable, "-c", _MEASURED, *command]
    out = subprocess.run(measured, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - started
    summary, peak = out.stdout.strip().splitlines()[-1], out.stderr.strip().splitlines()[-1]
    return seconds, float(peak) / 1024, json.loads(summary)


_MEASURED = """
import resource, subprocess, sys
status = subprocess.run(sys.argv[1:]).returncode
sys.stderr.write(f"\\n{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}\\n")
sys.exit(status)
"""


def main(count: int) -> None:
    assert resource  # POSIX only: a benchmark, not a part of the product
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = {part: folder / f"{part}.csv" for part in (NAIVE, count // 2, count)}
        for part, file in files.items():
            write_csv(file, part)
        naive = float(subprocess.run(
            [sys.executable, str(Path(__file__).with_name("naive.py")), str(files[NAIVE])],
            check=True,
            capture_output=True,
            text=True,
        ).stdout)  # fmt: skip
        half, half_peak, _ = causerie(folder, files[count // 2], "--no-report")
        kept, peak, _ = causerie(folder, files[count], "--no-report")
        whole, _, _ = causerie(folder, files[count])
    print(f"naive script                  {naive:8.0f} comments/s, kept in memory, no report")
    for what, seconds in (("causerie run --no-report", kept), ("causerie run, with reports", whole)):
        rate = count / seconds
        print(f"{what:<28}  {rate:8.0f} comments/s, {seconds:.1f} s, {rate / naive:.1f} times as many")
    more = peak - half_peak
    print(f"twice the input               {kept / half:8.2f} times the time, peak {peak:.0f} MiB, {more:+.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
