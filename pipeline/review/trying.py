"""What would change if a rule held: tried on the site's own past, by the same policy, before anything is saved."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipeline.policy import judge
from pipeline.policy.rules import Rules
from pipeline.store.history import MOST, touched
from pipeline.store.rules import active_rules

EXAMPLES = 10
_HELD = ("hold", "spam")
_REFUSED = ("spam", "trash")


@dataclass
class Trial:
    """How many comments more would be held or called spam, and how many less; what humans had said of them."""

    looked_at: int = 0
    more: int = 0
    more_approved: int = 0  # of those a human had approved
    spam: int = 0  # that would be called spam, held already or not
    spam_approved: int = 0
    less: int = 0
    less_refused: int = 0  # of those a human had refused
    examples: list[dict[str, Any]] = field(default_factory=list)
    is_all: bool = True

    def plain(self) -> dict[str, Any]:
        """Return the counts as JSON holds them."""
        return {name: value for name, value in vars(self).items() if name != "examples"}


def tried(site: str, rule: dict[str, Any], expects: Sequence[str], most: int = MOST) -> Trial:
    """Return what would change if a rule were added, or, `active` false, taken off. Raises UnknownName, StoreError."""
    now = active_rules(site)
    rules, others = Rules(now, tuple(expects)), Rules(_with(now, rule), tuple(expects))
    trial = Trial()
    for comments, is_told in touched(site, rule, _from(rule, rules, others), most):
        before, after = (judge(comments, one).verdicts.tolist() for one in (rules, others))
        _count(trial, comments, before, after, is_told)
    trial.is_all = trial.looked_at < most
    return trial


def _with(now: Iterable[dict[str, Any]], rule: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    same = ("site", "action", "field", "pattern", "language")
    wanted = {"active": True, "language": None, "value": None, **rule}
    kept = [one for one in now if any(one[name] != wanted.get(name) for name in same)]
    return (*kept, wanted) if wanted["active"] else tuple(kept)


def _from(rule: dict[str, Any], *several: Rules) -> float:
    """Return the lowest score at which a threshold makes a difference."""
    if rule["action"] != "threshold":
        return 0.0
    of = rule.get("language")
    languages = [of] if of else [*several[0].expects, None]
    return min(one.limits(str(rule["pattern"]), language).hold for one in several for language in languages)


def _count(trial: Trial, comments: pd.DataFrame, before: list[str], after: list[str], is_told: list[bool]) -> None:
    trial.looked_at += len(comments)
    statuses = comments["status"].tolist()
    for row, (was, will) in enumerate(zip(before, after, strict=True)):
        is_spam = will == "spam" != was
        is_more, is_less = will in _HELD and was not in _HELD, was in _HELD and will not in _HELD
        if not (is_spam or is_more or is_less):
            continue
        said = statuses[row] if is_told[row] else None
        trial.spam += is_spam
        trial.more += is_more
        trial.less += is_less
        trial.spam_approved += is_spam and said == "approved"
        trial.more_approved += is_more and said == "approved"
        trial.less_refused += is_less and said in _REFUSED
        if len(trial.examples) < EXAMPLES:
            names = ("comment_id", "author", "text", "status", "language")
            plain = {name: _plain(comments[name].iloc[row]) for name in names}
            if plain["status"] == "held" and not comments["decided"].iloc[row]:
                plain["status"] = "pending"  # it waits, and nobody holds it
            trial.examples.append({**plain, "was": was, "will": will})


def _plain(value: object) -> object:
    return value if isinstance(value, str) else None
