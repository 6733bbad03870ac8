"""Code, catalogues and compiled catalogues say the same; numbers and dates are written as their readers write them."""

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polib
import pytest

from pipeline.errors import UnknownName
from pipeline.locale import FOLDER, LANGUAGES, translation
from pipeline.locale.words import Words

sys.path.insert(0, str(Path(__file__).parent.parent / "docs"))
import translations

NARROW, FIXED = "\u202f", "\u00a0"


@pytest.mark.parametrize("language", LANGUAGES)
def test_catalogues_hold_every_message_of_the_code_and_no_other(language: str) -> None:
    known = {(one.msgid, one.msgid_plural) for one in translations.catalogue(language)}
    assert known == set(translations.messages()), "run: python docs/translations.py"


def test_every_message_is_translated_with_the_same_values() -> None:
    for entry in translations.catalogue("fr"):
        said = [entry.msgstr, *entry.msgstr_plural.values()]
        assert all(said[1:] if entry.msgid_plural else said[:1]), entry.msgid
        meant = set(re.findall(r"%\(\w+\)s", entry.msgid + entry.msgid_plural))
        assert {value for one in said for value in re.findall(r"%\(\w+\)s", one)} == meant, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogues_are_those_of_the_sources(language: str) -> None:
    folder = FOLDER / language / "LC_MESSAGES"
    source, compiled = polib.pofile(str(folder / "django.po")), polib.mofile(str(folder / "django.mo"))
    assert {(e.msgid, e.msgstr, tuple(e.msgstr_plural.values())) for e in source if e.translated()} == {
        (e.msgid, e.msgstr, tuple(e.msgstr_plural.values())) for e in compiled
    }


def test_french_typography_has_its_spaces() -> None:
    for entry in translations.catalogue("fr"):
        for said in (entry.msgstr, *entry.msgstr_plural.values()):
            assert not re.search(r" [:;?!»]|« |[\x00-\x08\x0b-\x1f]", said), said


def test_a_language_without_a_catalogue_is_named() -> None:
    with pytest.raises(UnknownName, match="en, fr"):
        translation("de")


def test_numbers() -> None:
    english, french = Words("en"), Words("fr")
    assert (english.number(1234567), english.number(0.5, 2), english.share(1, 3)) == ("1,234,567", "0.50", "33%")
    assert (french.number(1234567), french.number(0.5, 2)) == (f"1{NARROW}234{NARROW}567", "0,50")
    assert french.share(1, 3) == f"33{NARROW}%"


def test_dates_are_in_the_zone_of_the_site() -> None:
    moment = datetime(2026, 3, 31, 22, 5, tzinfo=UTC)
    paris = ZoneInfo("Europe/Paris")
    assert Words("en", paris).moment(moment) == "1 Apr 2026, 00:05"
    assert Words("fr", paris).moment(moment) == f"1er avr. 2026 à 0{FIXED}h{FIXED}05"
    assert Words("en").day(moment, long=True) == "31 March 2026"
    assert Words("fr").month(date(2026, 8, 2)) == "août 2026"


def test_plurals_follow_each_language() -> None:
    assert Words("en").count("%(n)s vote", "%(n)s votes", 0) == "0 votes"
    assert Words("fr").count("%(n)s reply", "%(n)s replies", 0) == "0 réponse"
    assert Words("fr").count("%(n)s reply", "%(n)s replies", 2) == "2 réponses"


def test_lists_quotes_and_spans_of_time() -> None:
    words = Words("fr")
    assert words.listed(["un", "deux", "trois"]) == "un, deux et trois"
    assert words.quoted("oui") == f"«{FIXED}oui{FIXED}»"
    assert (words.lasted(0.5), words.lasted(3), words.lasted(72)) == ("30 minutes", "3 heures", "3 jours")
