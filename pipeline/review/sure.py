"""Whether a comment is spam so surely that one key may call it so with others, or is to be read by itself first."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pipeline.policy.addresses import addresses, host_of
from pipeline.policy.rules import within
from pipeline.review.reaching import is_reachable
from pipeline.review.reasons import Reason, Why
from pipeline.store import around
from pipeline.store.models import Comment

RULE, SPAM = "rule spam", "spam"
KNOWN = frozenset(
    "wikipedia.org wikimedia.org archive.org openstreetmap.org github.com youtube.com youtu.be vimeo.com gouv.fr "
    "gouv.qc.ca admin.ch europa.eu who.int gov.uk nhs.uk bbc.co.uk lemonde.fr radio-canada.ca rtbf.be".split()
)
"""Domains to which readers link for a reason, with all that belongs to them; also every .gov and .edu."""
_KNOWN_ENDS = ("gov", "edu")


def read_first(comments: Sequence[Comment], told: dict[str, Why]) -> dict[str, str]:
    """Return which of these comments are to be read before they are called spam with others, and why.

    The rest is spam by the site's own rule, or by its words or name and beyond doubt, with nothing that speaks for it:
    nobody of its author or address was ever approved, it leads somewhere (or says where to answer), though to no site
    that readers link to for a reason, and it answers nobody. `told` is why each deserves a look, by comment_id.
    """
    keys, urls = (around.approved_by(comments, column) for column in ("author_key", "author_url"))
    found = {}
    for one in comments:
        approved = max(keys.get(one.author_key or "", 0), urls.get(one.author_url or "", 0))
        if why := _doubt(told[one.comment_id].reasons) or _for_it(one, approved, told[one.comment_id].reasons):
            found[one.comment_id] = _("read this one first: %(why)s") % {"why": why}
    return found


def _doubt(reasons: Sequence[Reason]) -> str:
    """Return what is lacking to be sure; nothing where it is spam beyond doubt."""
    by_key = {one.key: one for one in reasons}
    if RULE in by_key:
        return ""
    spam = by_key.get(SPAM)
    if spam is None or spam.band != "sure":
        return _("the text as it stands was not called sure spam")
    if spam.is_worded:
        return ""
    if spam.is_linked and len(by_key) == 1:
        return _("only a link or address speaks against it")
    return _("no word in it was called spam")


def _for_it(comment: Comment, approved: int, reasons: Sequence[Reason]) -> str:
    """Return what speaks for a comment, the weightiest first; nothing where nothing does."""
    if comment.by_staff:
        return _("it is by someone who answers for the site")
    if approved:
        said = ngettext(
            "%(n)d comment of this author or address was approved",
            "%(n)d comments of this author or address were approved",
            approved,
        )
        return said % {"n": approved}
    if any(one.key == RULE for one in reasons):
        return ""
    hosts = _hosts(comment)
    if not hosts and not is_reachable(comment.text or ""):
        return _("no link in it or beside it")
    if known := next((host for host in hosts if _is_known(host)), ""):
        return _("it links to %(site)s") % {"site": known}
    return _("it answers another comment") if comment.parent_id else ""


def _hosts(comment: Comment) -> list[str]:
    """Return the hosts that a comment leads to, in its text and beside it."""
    beside = [host_of(one) for one in [comment.author_url or "", *(comment.links or "").split("\n")] if one]
    return [host for host in [*(one.host for one in addresses(comment.text or "")), *beside] if host]


def _is_known(host: str) -> bool:
    return host.rpartition(".")[2] in _KNOWN_ENDS or any(part in KNOWN for part in within(host))
