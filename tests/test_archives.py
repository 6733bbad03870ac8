"""Archives: read as streams, with limits, and nothing followed outside."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import SourceError
from pipeline.settings import Settings
from pipeline.sources import archives
from pipeline.sources.inputs import expanded, find, opened
from pipeline.sources.reading import Naming, read

TABLE = b"id,author,comment\n1,Ann,fine\n2,Bo,fine too\n"
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def tarred(mode: str = "w:gz", /, **files: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content), 1_700_000_000
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def found(folder: Path, content: bytes, name: str = "backup") -> dict[str, int | str]:
    """Return how many comments each file of an archive gave, or its problem."""
    path = folder / name
    path.write_bytes(content)
    settings = Settings(data=folder)
    told: dict[str, int | str] = {}
    for one in expanded(find(settings, [str(path)])):
        short = one.name.removeprefix(str(path).replace("\\", "/")).removeprefix(str(path))
        try:
            with opened(one, settings, UTC, NOW) as raw:
                told[short] = sum(len(reading.comments) for reading in read(raw, Naming(b"key")))
        except SourceError as error:
            told[short] = error.problem
    return told


@pytest.mark.parametrize("packed", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_file_is_read_as_what_it_holds(packed: Callable[[bytes], bytes], tmp_path: Path) -> None:
    assert found(tmp_path, packed(TABLE)) == {"": 2}


def test_the_files_of_a_zip_are_read_each_by_itself(tmp_path: Path) -> None:
    content = zipped(
        **{
            "a.csv": TABLE,
            "sub/b.csv": TABLE[:-15],
            "sub/": b"",
            "__MACOSX/._a.csv": b"x",
            "logo.png": b"x",
            "sub/Thumbs.db": b"x",
            "desktop.ini": b"x",
            "c": b"prose",
        }
    )
    assert found(tmp_path, content) == {"/a.csv": 2, "/sub/b.csv": 1, "/c": "holds no comments in a known form"}


@pytest.mark.parametrize("mode", ["w:gz", "w:bz2", "w:xz", "w"])
def test_the_files_of_a_tar_are_read_each_by_itself(mode: str, tmp_path: Path) -> None:
    assert found(tmp_path, tarred(mode, **{"a.csv": TABLE, "b/c.csv": TABLE})) == {"/a.csv": 2, "/b/c.csv": 2}


def test_a_file_is_as_old_as_its_archive_says(tmp_path: Path) -> None:
    (tmp_path / "x.tgz").write_bytes(tarred(**{"a.csv": TABLE}))
    settings = Settings(data=tmp_path)
    (one,) = (
        raw.read_at
        for member in expanded(find(settings, [str(tmp_path / "x.tgz")]))
        for raw in [opened(member, settings, UTC, NOW).__enter__()]
    )
    assert one == datetime.fromtimestamp(1_700_000_000, UTC)


@pytest.mark.parametrize("name", ["../out.csv", "/etc/out.csv", "a/../../out.csv", "..\\out.csv", "C:\\out.csv"])
def test_a_name_that_leads_outside_is_refused_and_the_rest_read(name: str, tmp_path: Path) -> None:
    for content in (zipped(**{name: TABLE, "a.csv": TABLE}), tarred(**{name: TABLE, "a.csv": TABLE})):
        told = found(tmp_path, content)
        assert told.pop("/a.csv") == 2
        assert list(told.values()) in (["has a name that leads out of its archive"], [2])
    assert [path.name for path in tmp_path.rglob("*")] == ["backup"]


def test_links_and_devices_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_bytes(TABLE)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo("link.csv")
            info.type, info.linkname = kind, str(tmp_path / "secret.csv")
            archive.addfile(info)
    assert found(tmp_path, out.getvalue()) == {}


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    for inside in (zipped(a=TABLE), gzip.compress(TABLE), tarred("w", a=TABLE)):
        assert found(tmp_path, zipped(**{"inside": inside, "a.csv": TABLE})) == {
            "/inside": "is an archive inside an archive",
            "/a.csv": 2,
        }


@pytest.mark.parametrize(
    "packed", [gzip.compress, lambda data: zipped(**{"a.csv": data}), lambda data: tarred(**{"a.csv": data})]
)
def test_a_bomb_is_stopped(packed: Callable[[bytes], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "FREE", 1 << 20)
    told = found(tmp_path, packed(TABLE + b"\0" * (20 << 20)))
    assert list(told.values()) == ["grows beyond all measure when unpacked"]


def test_too_many_files_are_not_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MEMBERS", 3)
    told = found(tmp_path, zipped(**{f"{number}.csv": TABLE for number in range(9)}))
    assert list(told.values()) == [2, 2, 2, "grows beyond all measure when unpacked"]


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(TABLE)[:-12],
        zipped(a=TABLE)[:-30],
        tarred(a=TABLE)[:-40],
        b"PK\x03\x04 nothing of the kind",
        b"\x1f\x8b",
        b"BZh9 no",
        b"\xfd7zXZ\x00 no",
    ],
)
def test_a_damaged_archive_says_so(content: bytes, tmp_path: Path) -> None:
    (problem,) = (said for said in found(tmp_path, content).values() if isinstance(said, str))
    assert problem.startswith("is a damaged archive")


def test_one_damaged_file_of_a_zip_costs_only_itself(tmp_path: Path) -> None:
    content = bytearray(zipped(**{"a.csv": TABLE, "b.csv": TABLE}))
    place = content.index(b"a.csv") + 8
    content[place : place + 10] = b"\xff" * 10
    told = found(tmp_path, bytes(content))
    assert str(told["/a.csv"]).startswith("cannot be unpacked")
    assert told["/b.csv"] == 2


def test_a_workbook_is_no_archive_of_exports(tmp_path: Path) -> None:
    told = found(tmp_path, zipped(**{"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}))
    assert list(told.values()) == ["is a document or workbook, not an archive of exports"]


def test_what_is_no_archive_stays_as_it_is(tmp_path: Path) -> None:
    assert found(tmp_path, TABLE, "plain.csv") == {"": 2}
    (tmp_path / "gone.csv").write_bytes(TABLE)
    inputs = find(Settings(data=tmp_path), [str(tmp_path / "gone.csv")])
    (tmp_path / "gone.csv").unlink()
    assert list(expanded(inputs)) == inputs
