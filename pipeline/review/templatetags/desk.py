"""How templates write numbers, moments, languages, names and strangers' texts."""

from datetime import UTC, datetime

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

from pipeline.review import reasons, showing
from pipeline.review.asking import UNKNOWN, Narrowed
from pipeline.review.errors_seen import Errors, Rate
from pipeline.review.own_models import MEASURES, Compared
from pipeline.review.words import (
    ACTION_WORDS,
    DECISION_WORDS,
    FIELD_WORDS,
    FILTER_NAMES,
    KIND_WORDS,
    LABEL_WORDS,
    LIST_NAMES,
    STATUS_WORDS,
    TASK_WORDS,
    WHY_NOT,
    language_name,
    speaking,
    stale_words,
)
from pipeline.store.models import Comment

register = template.Library()


@register.filter
def number(value: float | None) -> str:
    """Return a number as the language writes it."""
    return "" if value is None else speaking().number(value)


@register.filter
def share(value: float | None) -> str:
    """Return a share (0 to 1) in percent, with one decimal below 10 %."""
    if value is None:
        return ""
    words = speaking()
    return words.number(100 * value, 1 if value < 0.1 else 0) + words.habits.percent


@register.filter
def moment(value: datetime | None, site: str | None = None) -> str:
    """Return date and time of day in the site's time zone; a naive moment is UTC."""
    if value is None:
        return _("no date")
    return speaking(site).moment(value if value.tzinfo else value.replace(tzinfo=UTC))


@register.filter
def when(comment: Comment) -> str:
    """Return when a comment was written, as exactly as is known."""
    at = comment.created_at
    if at is None:
        return _("no date")
    words = speaking(comment.site)
    if comment.created_precision == "year":
        return str(at.year)
    if comment.created_precision == "month":
        return words.month(at)
    return words.day(at) if comment.created_precision == "day" else words.moment(at)


@register.filter
def language_word(code: str | None) -> str:
    """Return a language's name."""
    return language_name(code)


@register.filter
def person(author: str | None) -> str:
    """Return an author's name as moderators see it."""
    return showing.name(author) or _("no name")


@register.filter
def seen_name(author: str | None) -> str:
    """Return an author's name as moderators see it, empty where there is none."""
    return showing.name(author)


@register.filter
def beginning(text: str | None) -> str:
    """Return the beginning of a text on one line."""
    return showing.line(text)


@register.filter
def url_text(url: str | None) -> str:
    """Return an address as text."""
    return showing.address(url)


@register.filter
def reason_word(key: str) -> str:
    """Return a reason's name."""
    return reasons.name_of(key)


@register.filter
def list_word(name: str) -> str:
    """Return a list's name."""
    return _(LIST_NAMES[name]) if name in LIST_NAMES else name


@register.filter
def decision_word(name: str) -> str:
    """Return a decision's name."""
    return _(DECISION_WORDS[name]) if name in DECISION_WORDS else name


@register.filter
def status_word(name: str | None) -> str:
    """Return a status in words."""
    return _(STATUS_WORDS.get(name or "", "unknown"))


@register.filter
def state_word(comment: Comment) -> str:
    """Return where a comment is that readers do not see: what waits and was not decided on is pending, not on hold."""
    waits = comment.status == "held" and not comment.decided
    return status_word("pending" if waits else comment.status)


@register.filter
def own_number(comment_id: str) -> str:
    """Return a comment's number on its site."""
    return comment_id.partition(":")[2]


@register.filter
def site_title(site: str) -> str:
    """Return how a site is called."""
    return settings.DESK.settings.site(site).title or site


@register.filter
def translated(message: str) -> str:
    """Return a message of ours in the moderator's language."""
    return _(message) if message else ""


@register.filter
def filter_word(name: str) -> str:
    """Return what a filter narrows down to, in words."""
    return _(FILTER_NAMES.get(name, name))


@register.filter
def filter_value(asks: Narrowed, name: str) -> str:
    """Return what a filter holds."""
    return asks.get(name) or ""


@register.filter
def choice_word(value: str, of: str) -> str:
    """Return a value of a filter in words."""
    if of == "language":
        return language_name(None if value == UNKNOWN else value)
    if of == "reason":
        return reasons.name_of(value)
    if of == "status":
        return status_word(value)
    return showing.line(value.partition(":")[2] or value, 60)


@register.filter
def stale_word(problem: str, site: str | None = None) -> str:
    """Return why nothing was decided, in the moderator's language."""
    return stale_words(problem, site)


@register.filter
def task_word(task: str) -> str:
    """Return what a classifier looks for, in words."""
    return _(TASK_WORDS.get(task, task))


@register.filter
def label_word(label: str | None, task: str) -> str:
    """Return what a classifier of a task says, in words; empty where it says nothing but a number."""
    if not label:
        return ""
    return language_name(label) if task == "language" else _(LABEL_WORDS.get(label, label))


@register.filter
def kind_word(kind: str) -> str:
    """Return what an entry is, in words."""
    return _(KIND_WORDS.get(kind, kind))


@register.filter
def plain_number(value: float | None) -> str:
    """Return a score with three decimals."""
    return "" if value is None else speaking().number(value, 3)


@register.filter
def opening(text: str | None) -> str:
    """Return the first 400 characters of a text on one line."""
    return showing.line(text, 400)


@register.filter
def plain_text(text: showing.Shown) -> str:
    """Return a shown text without its marks."""
    return "".join(piece.text for piece in text.pieces)


@register.filter
def is_web(url: str) -> bool:
    """Return whether an address is one of the web, which alone may become a link."""
    return url.startswith(("https://", "http://"))


@register.filter
def comment_url(asks: Narrowed, comment_id: str) -> str:
    """Return the address of a comment in a list."""
    return asks.comment_url(comment_id)


@register.filter
def field_word(name: str) -> str:
    """Return where a rule looks, in words."""
    return _(FIELD_WORDS.get(name, name))


@register.filter
def action_word(name: str) -> str:
    """Return what follows from a rule, in words."""
    return _(ACTION_WORDS.get(name, name))


@register.filter
def why_not_word(name: str) -> str:
    """Return why an entry of a list cannot be taken over, in words."""
    return _(WHY_NOT.get(name, name))


@register.filter
def dash_language(code: str) -> str:
    """Return a language's name; a dash stands for what nobody could tell."""
    return choice_word(code, "language")


@register.filter
def measure_word(name: str) -> str:
    """Return a measure of classifiers in words."""
    return _(MEASURES.get(name, name))


@register.filter
def measure_before(one: Compared) -> str:
    """Return what the shipped classifier had."""
    return _measure(one, one.before)


@register.filter
def measure_after(one: Compared) -> str:
    """Return what the site's own has."""
    return _measure(one, one.after)


def _measure(one: Compared, value: float | None) -> str:
    if value is None:
        return "–"
    return share(value) if one.is_share else speaking().number(value, 0 if float(value).is_integer() else 3)


@register.filter
def rates(errors: Errors) -> tuple[Rate, ...]:
    """Return the four rates of a language, in the order of the table's columns."""
    return errors.wrongly_held, errors.missed, errors.drawn_missed, errors.drawn_wrong


@register.filter
def words(text: str) -> list[str]:
    """Return the words of a text."""
    return text.split()


@register.filter
def lines(text: str | None) -> list[str]:
    """Return the lines of a text."""
    return (text or "").splitlines()


@register.filter
def of(found: dict[str, str], key: str) -> str:
    """Return what a table holds for a key; empty where it holds nothing."""
    return found.get(key, "")
