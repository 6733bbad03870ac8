"""Settings come from a file, then from the environment; what is unknown or wrong is said."""

import errno
import os
from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import load, secret_key, written


def loaded(tmp_path: Path, text: str, **environ: str):  # type: ignore[no-untyped-def]
    file = tmp_path / "causerie.toml"
    file.write_text(text, encoding="utf-8")
    return load(file, tmp_path, environ)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        'language = "fr"\nworkers = 3',
        CAUSERIE_WORKERS="1",
        CAUSERIE_REPORT__NAMES="initials",
        CAUSERIE_DATA="x",
    )
    assert (settings.language, settings.workers, settings.report.names) == ("fr", 1, "initials")


def test_a_site_is_known_by_its_host(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path, '[sites.bread]\nurl = "https://www.bread.example/"\nstaff = ["Zoé Lac"]\ntimezone = "Europe/Paris"'
    )
    assert settings.hosts == {"bread.example": "bread"}
    assert settings.staff("bread") == {"zoé lac"}
    assert str(settings.zone("bread")) == "Europe/Paris"
    assert str(settings.zone("other")) == "UTC"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('langage = "fr"', "langage: is no setting; there are: language"),
        ('language = "de"', "language: is 'de'; there are: en, fr"),
        ('[report]\nnames = "none"', "report.names: is 'none'"),
        ('workers = "many"', "workers: should be a number"),
        ("workers = -1", "workers: is below 0"),
        ('timezone = "Mars"', "timezone: 'Mars' is no time zone"),
        ("[sites.a]\nurl = 3", "sites.a.url: should be a text"),
        ('[sites.a]\nurl = "a.example"', "sites.a.url: should be a full address"),
        ('[sites."a:b"]\ntitle = "x"', "a site's name has no colon"),
        ('database = "mysql://x"', "database: should begin with"),
        ("expects = 3", "expects: should be a list of texts"),
        ("= 3", "is not well-formed"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        loaded(tmp_path, text)


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="there is no such file"):
        load(tmp_path / "none.toml", tmp_path, {})


def test_what_init_writes_reads_as_answered(tmp_path: Path) -> None:
    settings = loaded(tmp_path, written("https://bread.example", "", ["fr"], ['Zoé "Z" Lac'], "fr"))
    assert settings.sites["bread.example"].staff == ('Zoé "Z" Lac',)
    assert (settings.language, settings.expects) == ("fr", ("fr",))


def test_the_secret_key_is_made_once(tmp_path: Path) -> None:
    key = secret_key(tmp_path)
    assert len(key) == 32
    assert secret_key(tmp_path) == key
    (tmp_path / "secret.key").write_text("short", encoding="ascii")
    with pytest.raises(SettingsError, match="restore it from a backup"):
        secret_key(tmp_path)


def test_a_key_that_cannot_be_written_is_not_called_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", refuse)
        with pytest.raises(SettingsError, match=r"cannot be read or made: Permission denied; mend"):
            secret_key(tmp_path)
    assert len(secret_key(tmp_path)) == 32


def test_half_a_key_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, *_: object, **__: object) -> None:
        os.close(handle)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(SettingsError, match="No space left on device; make room"):
        secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == []
