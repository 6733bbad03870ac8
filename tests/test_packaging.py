"""What is shipped: the wheel holds the package and nothing else, and no file tells of the machine it was made on."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Each pattern is written so that it does not find itself.
PRIVATE = re.compile(
    r"/home[/]\w|/Users[/]\w|[A-Z]:[\\]Users|/root[/]|/tmp[/]\w|/si[m]ple/|index[-]url|find[-]links"
    r"|pypi[.]org|python[h]osted|npmjs[.]"
)


@pytest.fixture(scope="module")
def sources() -> list[str]:
    """Return every file of the checkout that git knows or would add, as paths with slashes."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False) if shutil.which("git") else None
    if listed is None or listed.returncode:
        pytest.skip("git does not answer for this folder, so what belongs to it is not known")
    names = listed.stdout.decode("utf-8").split("\0")
    return sorted({name for name in names if name and (ROOT / name).is_file()})


@pytest.fixture(scope="module")
def wheel(sources: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the checkout, with the build backend that is installed here."""
    copy, out = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("wheel")
    for name in sources:
        if name.startswith("pipeline/") or "/" not in name:
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, copy / name)
    build = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"
    built = subprocess.run(
        [sys.executable, "-c", build, str(out)], cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert built.returncode == 0, built.stderr[-2000:]
    return next(out.glob("causerie-*-py3-none-any.whl"))


def test_the_wheel_holds_every_file_of_the_package_and_nothing_else(sources: list[str], wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == {name for name in sources if name.startswith("pipeline/")}


def test_the_wheel_brings_its_licence_and_names_no_folder(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" in name]
        about = {name.partition(".dist-info/")[2]: archive.read(name) for name in names}
    assert b"MIT License" in about["licenses/LICENSE"]
    assert b"causerie = pipeline.cli:main" in about["entry_points.txt"]
    assert not [name for name, held in about.items() if os.fsencode(ROOT) in held]


@pytest.fixture
def elsewhere(wheel: Path, tmp_path: Path) -> Callable[..., str]:
    """Return a call of causerie as the wheel brings it, in a folder of its own, that answers what it printed."""
    site = tmp_path / "site"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    packages = os.pathsep.join([str(site), *(path for path in sys.path if path.endswith("site-packages"))])
    # Without `site` no .pth file is read, so that an editable install cannot lend its source tree.
    command = [sys.executable, "-S", "-m", "pipeline.cli"]

    def causerie(*arguments: str) -> str:
        done = subprocess.run(
            [*command, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": packages},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return causerie


def test_the_wheel_opens_its_classifiers_where_there_is_no_source_tree(elsewhere: Callable[..., str]) -> None:
    answer = json.loads(elsewhere("check", "--json", "Merci beaucoup pour cet article très clair."))
    assert (answer["language"], answer["sentiment"], answer["verdict"]) == ("fr", "positive", "publish")


def test_the_wheel_keeps_and_reports_where_there_is_no_source_tree(
    elsewhere: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    rows = (
        "id,author,date,text,post\n1,Ana,2026-03-01 10:00,Thank you for this!,a\n2,Bo,2026-03-02 11:00,Et demain ?,a\n"
    )
    (tmp_path / "data" / "raw" / "comments.csv").write_text(rows, encoding="utf-8")
    elsewhere("run", "--quiet")
    assert "Thank you for this!" in elsewhere("export", "comments", "--format", "csv")
    assert (tmp_path / "data" / "processed" / "reports" / "index.html").is_file()


def test_no_file_tells_of_a_machine_or_a_registry(sources: list[str]) -> None:
    told = []
    for name in sources:
        content = (ROOT / name).read_bytes()
        if b"\0" in content:
            continue
        lines = enumerate(content.decode("utf-8", "replace").splitlines(), 1)
        told += [f"{name}:{number}: {line.strip()[:80]}" for number, line in lines if PRIVATE.search(line)]
    assert not told


def pins() -> dict[str, list[str]]:
    """Return each pinned requirement's line in constraints.txt with the hashes under it."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line[:1].isalnum():
            name = line.removesuffix("\\").strip()
            found[name] = []
        elif line.lstrip().startswith("--hash="):
            found[name].append(line.removesuffix("\\").strip())
    return found


def test_every_pin_has_an_exact_version_and_hashes() -> None:
    loose = [
        name
        for name, hashes in pins().items()
        if not re.match(r"[a-z0-9-]+==[\w.]+( ;.*)?$", name)
        or not hashes
        or not all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", each) for each in hashes)
    ]
    assert pins()
    assert not loose


def test_the_pins_name_no_address() -> None:
    assert not re.findall(r"\w+:/+\S*", (ROOT / "constraints.txt").read_text(encoding="utf-8"))


def test_everything_that_is_asked_for_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    asked += [each for extra in project["project"]["optional-dependencies"].values() for each in extra]
    names = {re.split(r"[\[<>=;, ]", each)[0].lower() for each in asked}
    assert names <= {name.partition("==")[0] for name in pins()}
