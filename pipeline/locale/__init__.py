"""English and French for every word that a user reads: the catalogues of gettext's domain `django`."""

import gettext
from functools import lru_cache
from pathlib import Path

from pipeline.errors import UnknownName

DOMAIN = "django"
LANGUAGES = ("en", "fr")
FOLDER = Path(__file__).parent


@lru_cache
def translation(language: str) -> gettext.NullTranslations:
    """Return the catalogue of a language; messages without a translation come back in English.

    Raises UnknownName for a language that there is no catalogue of.
    """
    if language not in LANGUAGES:
        raise UnknownName("language of reports", language, LANGUAGES)
    return gettext.translation(DOMAIN, FOLDER, [language])


def marked(message: str) -> str:
    """Return the message as it is: it is translated where it is shown; the call tells the catalogues of it."""
    return message
