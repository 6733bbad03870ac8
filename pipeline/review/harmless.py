"""Whether a comment may go up together with others at one key, or is to be read by itself first."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from pipeline.store.models import Comment

SPAM_BELOW = 0.2
ABUSE_BELOW = 0.05
"""A friendly word that means harm scores little more than honest ones: of these a fifth reach this much."""


def read_first(comments: Iterable[Comment]) -> dict[str, str]:
    """Return which of these comments are to be read before they go up with others, and why: all but the harmless.

    What no classifier measures, for instance abuse in a language that there is none for, is not known to be harmless.
    """
    return {one.comment_id: why for one in comments if (why := _doubt(one))}


def _doubt(comment: Comment) -> str:
    if comment.spam_score is None or comment.abuse_score is None:
        return _("not measured: read this one first")
    if comment.spam_score >= SPAM_BELOW or comment.abuse_score >= ABUSE_BELOW:
        return _("read this one first")
    return ""
