"""What a list of WordPress (disallowed or moderation keys) amounts to as rules: what is new, known, or refused."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipeline.errors import UsageError
from pipeline.policy.domains import domain
from pipeline.store.rules import active_rules

LONGEST = 200
Rule = dict[str, Any]


@dataclass
class TakenOver:
    """A list's entries: rules that are new, those that hold already, and lines that cannot be taken.

    With each of these stands why not, by its name in `words.WHY_NOT`.
    """

    new: list[Rule] = field(default_factory=list)
    known: list[Rule] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def taken_over(site: str | None, lines: Iterable[str], action: str) -> TakenOver:
    """Return what taking a list over would do on a site; nothing is saved.

    A line that is a domain becomes a domain; others are looked for in the text, as whole words. Raises UsageError for
    an action that is none, StoreError.
    """
    if action not in ("hold", "spam"):
        raise UsageError(f"a list of WordPress holds or calls spam, not {action!r}")
    there = {(one["action"], one["field"], one["pattern"], one["language"]) for one in active_rules(site)}
    found, met = TakenOver(), set()
    for line in dict.fromkeys(one.strip() for one in lines):
        if why_not := _why_not(line):
            found.refused.append((line, why_not))
        elif line and (rule := _rule(line, action))["pattern"] not in met:
            met.add(rule["pattern"])
            is_known = (action, rule["field"], rule["pattern"], None) in there
            (found.known if is_known else found.new).append(rule)
    return found


def _rule(line: str, action: str) -> Rule:
    named = domain(line)
    return {"action": action, "field": "domain" if named else "text", "pattern": named or line}


def _why_not(line: str) -> str | None:
    if not line:
        return None
    if "@" in line:
        return "mail"
    if _is_ip(line):
        return "ip"
    if sum(sign.isalnum() for sign in line) < 2:
        return "short"
    return "long" if len(line) > LONGEST else None


def _is_ip(line: str) -> bool:
    parts = line.rstrip(".*").split(".")
    if all(part.isdigit() and int(part) < 256 for part in parts) and len(parts) > 1:
        return True
    return line.count(":") > 1 and all(sign in "0123456789abcdefABCDEF:" for sign in line)
