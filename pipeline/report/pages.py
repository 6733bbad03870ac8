"""Templates filled in: strict escaping, no settings of Django's, nothing in a page but what is given."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from django.template import Context, Engine, Template

from pipeline.locale.words import Words

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache
def _engine() -> Engine:
    return Engine(dirs=[str(TEMPLATES)], autoescape=True, builtins=["pipeline.report.tags"], string_if_invalid="")


@lru_cache
def _template(name: str) -> Template:
    return _engine().get_template(name)


def page(name: str, words: Words, values: Mapping[str, object]) -> str:
    """Return the page that a template makes of these values; all text in them is escaped, but what comes as HTML:
    `blocks` (made by `block_html`), `items`, `remarks` and `rules` (made by a comment list)."""
    context = Context({"words": words, "language": words.language, **values}, use_l10n=False, use_tz=False)
    return _template(name).render(context)
