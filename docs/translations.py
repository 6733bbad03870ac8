"""Bring the catalogues of pipeline/locale up to date with the messages in the code: python docs/translations.py

Messages are what `say`, `count`, `marked` and gettext's own functions are called with, the titles of sources, and what
templates translate. Those that no longer occur are taken out; tests/test_locale.py holds code and catalogues equal.
"""

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "pipeline"
LOCALE = PACKAGE / "locale"
DESK = PACKAGE / "review"  # has a catalogue of its own, which Django finds by LOCALE_PATHS
ONE = {"say", "tell", "Remark", "marked", "gettext", "gettext_lazy", "gettext_noop", "_"}
MANY = {"count", "ngettext", "ngettext_lazy"}
PLURALS = {"en": "nplurals=2; plural=(n != 1);", "fr": "nplurals=2; plural=(n > 1);"}
Message = tuple[str, str]  # singular, plural (empty where there is none)


def messages(desk: bool = False) -> dict[Message, list[str]]:
    """Return every message, of the moderators' desk or of all the rest, with the files that it occurs in."""
    found: dict[Message, list[str]] = {}
    for path in sorted(path for path in PACKAGE.rglob("*.py") if _is_of(path, desk)):
        for message in _in_code(ast.parse(path.read_text(encoding="utf-8"))):
            _note(found, message, path)
    for path in sorted(path for path in PACKAGE.rglob("templates/**/*.html") if _is_of(path, desk)):
        code = templatize(path.read_text(encoding="utf-8"))
        for message in _in_code(_calls(code)):
            _note(found, message, path)
    return found


def _is_of(path: Path, desk: bool) -> bool:
    return path.is_relative_to(DESK) == desk


def folder(desk: bool = False) -> Path:
    """Return the folder of a catalogue."""
    return DESK / "locale" if desk else LOCALE


def _note(found: dict[Message, list[str]], message: Message, path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    places = found.setdefault(message, [])
    if name not in places:
        places.append(name)


def _calls(code: str) -> ast.Module:
    """Return the gettext calls that Django makes of a template, as a module."""
    calls = re.findall(
        r"\b(?:n?gettext|n?pgettext)\((?:[^()'\"]|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\"\"\".*?\"\"\")*\)",
        code,
        re.DOTALL,
    )
    return ast.parse("\n".join(" ".join(one.split("\n")) if '"""' not in one else one for one in calls))


def _in_code(tree: ast.AST) -> Iterator[Message]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if name in MANY and len(texts) > 1:
                yield texts[0], texts[1]
            elif name in ONE and texts and texts[0] and isinstance(node.args[0], ast.Constant):
                yield texts[0], ""
        elif (
            isinstance(node, ast.Assign)
            and getattr(node.targets[0], "id", "") == "TITLE"
            and isinstance(node.value, ast.Constant)
        ):
            yield str(node.value.value), ""


def catalogue(language: str, desk: bool = False) -> polib.POFile:
    """Return a language's catalogue as its file stands."""
    return polib.pofile(str(folder(desk) / language / "LC_MESSAGES" / "django.po"), wrapwidth=120)


def brought_up(language: str, desk: bool = False) -> polib.POFile:
    """Return a language's catalogue with the messages of the code, translated as far as the file is."""
    old = {(one.msgid, one.msgid_plural): one for one in catalogue(language, desk)}
    new = polib.POFile(wrapwidth=120)
    new.metadata = {
        "Project-Id-Version": "causerie",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for (one, many), files in sorted(messages(desk).items()):
        entry = old.get((one, many)) or polib.POEntry(msgid=one, msgid_plural=many)
        entry.occurrences = [(name, "") for name in files]
        if language == "en":
            entry.msgstr, entry.msgstr_plural = ("", {0: one, 1: many}) if many else (one, {})
        elif many and not entry.msgstr_plural:
            entry.msgstr_plural = {0: "", 1: ""}
        entry.flags = ["python-format"] if "%(" in one + many else []
        new.append(entry)
    return new


if __name__ == "__main__":
    for desk, language in product((False, True), PLURALS):
        new = brought_up(language, desk)
        place = folder(desk) / language / "LC_MESSAGES"
        new.save(str(place / "django.po"))
        new.save_as_mofile(str(place / "django.mo"))
        print(f"{language}: {len(new)} messages, {len(new.untranslated_entries())} without a translation")
