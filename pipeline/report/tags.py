"""The one tag that our templates add to Django's: `translate`, into the language of the page."""

from typing import TYPE_CHECKING

from django.template import Context, Library

if TYPE_CHECKING:
    from pipeline.locale.words import Words

register = Library()


@register.simple_tag(takes_context=True)
def translate(context: Context, message: str) -> str:
    """Return a message in the page's language."""
    words: Words = context["words"]
    return words.say(message)
