"""The desk's own words for lists, decisions, statuses and languages."""

import re
from collections import Counter
from datetime import UTC, datetime

from django.conf import settings
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from pipeline.locale.languages import LANGUAGES
from pipeline.locale.words import Words

LIST_NAMES = {
    "to_decide": gettext_noop("To decide"),
    "on_hold": gettext_noop("On hold"),
    "nothing_against": gettext_noop("Nothing against"),
    "sure_spam": gettext_noop("Sure spam"),
    "rescue": gettext_noop("Rescue"),
    "check": gettext_noop("Check"),
    "old_findings": gettext_noop("Old findings"),
    "done_today": gettext_noop("Done today"),
    "first_look": gettext_noop("First look"),
    "first_rescue": gettext_noop("Rescue, first run"),
}
ABOUT_LISTS = {
    "to_decide": gettext_noop(
        "What waits for someone to decide: first what readers can see now, last what is only doubtful; each beginning"
        " with what may hurt someone (threats, abuse, personal data), then the oldest."
    ),
    "on_hold": gettext_noop("Someone decided that it waits. It stays here until it is decided on anew."),
    "nothing_against": gettext_noop(
        "Waits on the site, and nothing speaks against it. Read, then approve those ticked."
    ),
    "sure_spam": gettext_noop("Waits on the site and is spam beyond doubt. Read, then spam those shown."),
    "rescue": gettext_noop("Lies in the site's spam folder and looks good: approve what should not be lost."),
    "check": gettext_noop(
        "Drawn by lot each week, of every language 20 from what is published and 20 from spam: what you decide on them"
        " tells how often Causerie errs."
    ),
    "old_findings": gettext_noop("Published more than 14 days ago, and something speaks against it. No hurry."),
    "done_today": gettext_noop("What you decided today."),
    "first_look": gettext_noop(
        "Was there when Causerie first read this site, public or of unknown status, and would be held if it came now."
        " Nobody need clear this: look as far as you like."
    ),
    "first_rescue": gettext_noop(
        "Lay in the site's spam folder when Causerie first read it, and looks good. Sites empty this folder by"
        " themselves (WordPress with Akismet after 15 days): approve what should not be lost."
    ),
}
NOTHING_IN_LISTS = {
    "to_decide": gettext_noop("Nothing waits to be decided. New comments come with the next run."),
    "on_hold": gettext_noop("Nobody holds anything. What someone decides to hold waits here."),
    "nothing_against": gettext_noop("Nothing that waits on the site is free of doubt just now."),
    "sure_spam": gettext_noop("Nothing that waits on the site is spam beyond doubt."),
    "rescue": gettext_noop("Nothing that came to the site's spam folder since the first run looks good."),
    "old_findings": gettext_noop("Nothing speaks against what was published more than 14 days ago."),
    "check": gettext_noop("This week's lot is checked, or there was nothing to draw. The next one comes on Monday."),
    "done_today": gettext_noop("You have decided nothing today."),
    "first_look": gettext_noop(
        "Of what was there at the first run nothing would be held, or all of it was decided on."
    ),
    "first_rescue": gettext_noop("Of what was in the spam folder at the first run nothing looks good."),
}
"""What an empty list means."""
DECISION_WORDS = {
    "approve": gettext_noop("Approve"),
    "hold": gettext_noop("Hold"),
    "spam": gettext_noop("Spam"),
    "abuse": gettext_noop("Abuse"),
    "trash": gettext_noop("Trash"),
    "undo": gettext_noop("Undo"),
}
TASK_WORDS = {
    "language": gettext_noop("language"),
    "sentiment": gettext_noop("tone"),
    "spam": gettext_noop("spam"),
    "abuse": gettext_noop("abuse"),
    "question": gettext_noop("question"),
}
"""What classifiers look for."""
LABEL_WORDS = {
    "positive": gettext_noop("positive"),
    "neutral": gettext_noop("neutral"),
    "negative": gettext_noop("negative"),
    "true": gettext_noop("yes"),
    "false": gettext_noop("no"),
    "1": gettext_noop("yes"),
    "0": gettext_noop("no"),
}
"""What classifiers say."""
KIND_WORDS = {
    "comment": gettext_noop("comment"),
    "pingback": gettext_noop("pingback"),
    "trackback": gettext_noop("trackback"),
}
STATUS_WORDS = {
    "approved": gettext_noop("approved"),
    "pending": gettext_noop("pending"),
    "held": gettext_noop("held"),
    "spam": gettext_noop("spam"),
    "trash": gettext_noop("in the bin"),
    "gone": gettext_noop("gone from the site"),
    "unknown": gettext_noop("unknown"),
}
FILTER_NAMES = {
    "reason": gettext_noop("Reason"),
    "language": gettext_noop("Language"),
    "post": gettext_noop("Post"),
    "source": gettext_noop("Read from"),
    "status": gettext_noop("Status"),
}
FIELD_WORDS = {
    "text": gettext_noop("in the text"),
    "author": gettext_noop("as author"),
    "domain": gettext_noop("as domain"),
    "language": gettext_noop("language"),
    "score": gettext_noop("score"),
}
ACTION_WORDS = {
    "hold": gettext_noop("hold it"),
    "spam": gettext_noop("call it spam"),
    "pass": gettext_noop("let it pass"),
    "threshold": gettext_noop("threshold"),
}
WHY_NOT = {
    "mail": gettext_noop("an e-mail address: none is kept to compare with"),
    "ip": gettext_noop("an IP address: none is kept to compare with"),
    "short": gettext_noop("would meet nearly every comment: two letters at least"),
    "long": gettext_noop("longer than 200 characters"),
    "many": gettext_noop("after the first 5,000 lines: take these over, then the rest"),
}
"""Why an entry of WordPress's lists is not taken."""
STALE_WORDS = {
    "its text was changed since it was shown": gettext_noop("its text was changed since it was shown"),
    "is not kept any more": gettext_noop("it is not kept any more"),
    "was decided on the site meanwhile": gettext_noop("it was decided on the site meanwhile"),
    "decided meanwhile": gettext_noop("decided meanwhile"),
    "it was taken back already": gettext_noop("it was taken back already"),
    "it was made on the site; decide anew instead": gettext_noop("it was made on the site; decide anew instead"),
}
"""The store's sayings, and ours for them."""


def where(counted: Counter[str]) -> str:
    """Return how many comments are where, as a sentence goes on: "9 wait, 5 published"."""
    n = counted["pending"]
    said = [ngettext("%(n)d waits", "%(n)d wait", n) % {"n": n}] if n else []
    for state, words in _WHERE.items():
        if n := counted[state]:
            said.append(_(words) % {"n": n})
    return ", ".join(said)


_WHERE = {
    "approved": gettext_noop("published: %(n)d"),
    "held": gettext_noop("on hold: %(n)d"),
    "spam": gettext_noop("in spam: %(n)d"),
    "trash": gettext_noop("in the bin: %(n)d"),
    "gone": gettext_noop("gone from the site: %(n)d"),
    "": gettext_noop("unknown: %(n)d"),
}
_OF_DECISION = re.compile(r"decision \d+ on .+? was (?=taken|made)")
_SAID_AT = re.compile(r": (\w+) \((\d{4}-\d\d-\d\d \d\d:\d\d) UTC\)\Z")


def speaking(site: str | None = None) -> Words:
    """Return how numbers and moments are written in the moderator's language, in the site's time zone."""
    return Words(get_language() or "en", settings.DESK.settings.zone(site))


def stale_words(problem: str, site: str | None = None) -> str:
    """Return why nothing was decided, in the moderator's language where it is one of the store's sayings."""
    if said_at := _SAID_AT.search(problem):
        what, at = DECISION_WORDS.get(said_at[1], said_at[1]), datetime.fromisoformat(said_at[2]).replace(tzinfo=UTC)
        problem = f"{problem[: said_at.start()]}: {_(what)} ({speaking(site).moment(at)})"
    problem = _OF_DECISION.sub("it was ", problem)
    for said, words in STALE_WORDS.items():
        if said in problem:
            return problem.replace(said, _(words))
    return problem


def language_name(code: str | None) -> str:
    """Return a language's name in the moderator's language, its code where none is known."""
    if not code:
        return _("cannot tell")
    return speaking().say(LANGUAGES.get(code, code))
