"""Which files a run reads."""

import os
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from pipeline.errors import UsageError
from pipeline.settings import Settings, Site
from pipeline.sources.inputs import expanded, find, opened


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")


def named(settings: Settings, *sources: str, site: str | None = None) -> list[tuple[str, str | None]]:
    return [(one.name, one.site) for one in find(settings, sources, site)]


def test_samples_are_read_only_while_there_is_nothing_else(tmp_path: Path) -> None:
    put(tmp_path, "raw/example/a.csv", "raw/example/README.md", "raw/example/.hidden")
    assert named(Settings(data=tmp_path)) == [("raw/example/a.csv", "example")]
    put(tmp_path, "raw/own/b.csv")
    assert named(Settings(data=tmp_path)) == [("raw/own/b.csv", None)]


def test_a_sites_own_sources_go_before_the_raw_folder(tmp_path: Path) -> None:
    put(tmp_path, "exports/a.xml", "exports/b.xml", "data/raw/c.csv")
    settings = Settings(
        data=tmp_path / "data", sites={"bread": Site(sources=("exports",))}, file=tmp_path / "causerie.toml"
    )
    assert named(settings) == [("exports/a.xml", "bread"), ("exports/b.xml", "bread")]
    assert named(settings, "bread") == named(settings)


def test_what_is_named_is_read_for_the_site_named(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "sub/b.csv")
    settings = Settings(data=tmp_path)
    assert named(settings, str(tmp_path / "a.csv"), site="bread") == [(str(tmp_path / "a.csv"), "bread")]
    assert named(settings, str(tmp_path / "sub")) == [("sub/b.csv", None)]
    assert named(settings, "-") == [("standard input", None)]


@pytest.mark.parametrize(
    ("source", "problem"), [("nowhere.csv", "is no file and no folder"), ("empty", "no file to read in it")]
)
def test_what_is_not_there_is_said(tmp_path: Path, source: str, problem: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=problem):
        find(Settings(data=tmp_path), [str(tmp_path / source)])


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to read: put exports or saved pages into"):
        find(Settings(data=tmp_path))


def problems(settings: Settings, *sources: str) -> dict[str, str]:
    return {one.name: one.problem for one in find(settings, sources)}


def test_what_is_not_there_does_not_keep_the_rest_from_being_read(tmp_path: Path) -> None:
    put(tmp_path, "a.csv", "sub/b.csv")
    (tmp_path / "empty").mkdir()
    at = str(tmp_path)
    found = problems(Settings(data=tmp_path), f"{at}/a.csv", f"{at}/no.csv", f"{at}/empty", f"{at}/sub")
    assert found == {
        f"{at}/a.csv": "",
        f"{at}/no.csv": "is no file and no folder",
        f"{at}/empty": "is a folder with no file to read in it",
        "sub/b.csv": "",
    }


def test_a_missing_source_of_a_site_does_not_keep_the_rest_from_being_read(tmp_path: Path) -> None:
    put(tmp_path, "a.xml")
    settings = Settings(
        data=tmp_path, sites={"bread": Site(sources=("a.xml", "b.xml"))}, file=tmp_path / "causerie.toml"
    )
    assert problems(settings) == {"a.xml": "", "b.xml": "is no file and no folder, as sites.bread.sources names it"}


def test_a_folder_that_may_not_be_listed_is_not_called_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "raw/a.csv", "raw/closed/b.csv")
    listed = os.scandir

    def scandir(folder: str) -> object:
        if folder.endswith("closed"):
            raise PermissionError(13, "Permission denied", folder)
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    said = "cannot be read: Permission denied; mend the permissions of it and its folder for this user"
    assert problems(Settings(data=tmp_path)) == {"raw/a.csv": "", "raw/closed": said}
    with pytest.raises(UsageError, match="closed cannot be read: Permission denied"):
        find(Settings(data=tmp_path), [str(tmp_path / "raw" / "closed")])


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes among files")
def test_a_pipe_is_read_once_where_it_is_named_and_passed_over_in_a_folder(tmp_path: Path) -> None:
    put(tmp_path, "raw/a.csv")
    pipe = tmp_path / "raw" / "pipe"
    os.mkfifo(pipe)
    settings = Settings(data=tmp_path)
    assert named(settings) == [("raw/a.csv", None)]
    writer = Thread(target=pipe.write_text, args=("id,comment\n1,hello\n",))
    writer.start()
    [one] = expanded(find(settings, [str(pipe)]))
    with opened(one, settings, UTC, datetime.now(UTC)) as raw:
        assert raw.peek == b"id,comment\n1,hello\n"
    writer.join()


def test_a_file_named_twice_is_read_once_and_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    put(tmp_path, "one/in/a.csv", "other/in/a.csv")
    one, other = (str(tmp_path / folder / "in") for folder in ("one", "other"))
    assert named(Settings(data=tmp_path), one, one) == [("in/a.csv", None)]
    paths = [(tmp_path / folder / "in" / "a.csv").as_posix() for folder in ("one", "other")]
    assert named(Settings(data=tmp_path), one, other) == [(path, None) for path in paths]


def test_what_systems_leave_in_a_folder_is_no_raw_data(tmp_path: Path) -> None:
    for name in ("a.csv", "Thumbs.db", "desktop.ini", ".DS_Store", "~lock.a.csv"):
        (tmp_path / name).write_bytes(b"x")
    assert [one.path.name for one in find(Settings(data=tmp_path), [str(tmp_path)]) if one.path] == ["a.csv"]
