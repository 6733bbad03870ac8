"""The desk's catalogue: complete, compiled, with the same values in both languages and French typography."""

import re
import sys
from pathlib import Path

import polib
import pytest

from pipeline.locale import LANGUAGES

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
import translations

VALUE = r"%\(\w+\)[sd]"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_every_message_of_the_desk_and_no_other(language: str) -> None:
    known = {(one.msgid, one.msgid_plural) for one in translations.catalogue(language, desk=True)}
    assert known == set(translations.messages(desk=True)), "run: python docs/translations.py"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_source(language: str) -> None:
    folder = translations.folder(desk=True) / language / "LC_MESSAGES"
    source, compiled = polib.pofile(str(folder / "django.po")), polib.mofile(str(folder / "django.mo"))
    assert {(one.msgid, one.msgstr, tuple(one.msgstr_plural.values())) for one in source} == {
        (one.msgid, one.msgstr, tuple(one.msgstr_plural.values())) for one in compiled
    }


def test_every_message_is_in_french_with_the_same_values() -> None:
    for entry in translations.catalogue("fr", desk=True):
        said = [entry.msgstr, *entry.msgstr_plural.values()]
        assert all(said[1:] if entry.msgid_plural else said[:1]), entry.msgid
        meant = set(re.findall(VALUE, entry.msgid + entry.msgid_plural))
        assert {value for one in said for value in re.findall(VALUE, one)} == meant, entry.msgid
        assert not any(re.search(r" [:;?!»]|« ", one) for one in said), said
