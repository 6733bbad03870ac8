"""Which files a run reads."""

from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.settings import Settings, Site
from pipeline.sources.inputs import find


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
