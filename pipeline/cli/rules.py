"""Commands around a site's rules: show, add, remove, import, try on history."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from pipeline.cli.app import app, asked, opened_store
from pipeline.cli.printing import printable, say, say_json, table
from pipeline.errors import UsageError, reason

rules = typer.Typer(no_args_is_help=True, help="Thresholds, and lists of words, authors and domains.")
app.add_typer(rules, name="rules")

_BY = "command line"
_SITE = typer.Option("", help="The site; without it the rule is for all sites.", show_default=False)
_ACTION = typer.Argument(..., help="hold, spam, pass or threshold.")
_FIELD = typer.Argument(..., help="text, author or domain; for a threshold: spam or abuse.")
_PATTERN = typer.Argument(..., help="Word, phrase (* = any letters), author, domain; for a threshold: the score.")
_LANGUAGE = typer.Option("", help="For comments in this language only (en, fr, …).", show_default=False)


@rules.command("show")
def show(site: str = _SITE) -> None:
    """Show the rules that hold for a site, and the thresholds that are shipped."""
    from pipeline import store
    from pipeline.policy.rules import DEFAULTS

    opened_store()
    held = store.active_rules(site or None)
    if asked.json:
        say_json(held)
        return
    shipped = [
        ["", "threshold", reason, language or "all", f"{limits.hold:g}", "as shipped"]
        for (reason, language), limits in DEFAULTS.items()
    ]
    rows = [
        [
            one["rule_id"],
            one["action"],
            one["pattern"] if one["action"] == "threshold" else f"{one['field']}: {one['pattern']}",
            one["language"] or "all",
            "" if one["value"] is None else f"{one['value']:g}",
            one["created_by"] or "",
        ]
        for one in held
    ]
    table(["number", "then", "what", "language", "from", "by"], shipped + rows)


@rules.command("add")
def add(
    action: str = _ACTION, field: str = _FIELD, pattern: str = _PATTERN, site: str = _SITE, language: str = _LANGUAGE
) -> None:
    """Add a rule; it holds from the next run on."""
    from pipeline import store

    rule = _rule(action, field, pattern, site, language)
    opened_store()
    store.add_rules([rule], _BY, datetime.now(UTC))
    say("added; the next run applies it")


@rules.command("remove")
def remove(
    number: int = typer.Argument(..., help="The rule's number, as `rules show` tells it."), site: str = _SITE
) -> None:
    """Take a rule off; it stays known that it held."""
    from pipeline import store

    opened_store()
    found = next((one for one in store.active_rules(site or None) if one["rule_id"] == number), None)
    if found is None:
        raise UsageError(f"no rule {number} holds for {site or 'all sites'}; `causerie rules show` lists them")
    names = ("site", "action", "field", "pattern", "language", "value")
    store.add_rules([{**{name: found[name] for name in names}, "active": False}], _BY, datetime.now(UTC))
    say("taken off; the next run applies it")


@rules.command("import")
def import_list(
    file: Path = typer.Argument(..., help="A list of WordPress: one entry a line."),
    action: str = typer.Option("hold", "--as", help="hold (comment moderation) or spam (disallowed comment keys)."),
    site: str = _SITE,
) -> None:
    """Take over WordPress's moderation or disallowed list: domains as domains, the rest as whole words of the text."""
    from pipeline import store

    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {reason(error)}") from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is no text in UTF-8: save the list anew, one entry a line") from None
    opened_store()
    from pipeline.review.wordpress_lists import taken_over

    found = taken_over(site or None, lines, action)
    if found.new:
        store.add_rules([{**one, "site": site or None} for one in found.new], _BY, datetime.now(UTC))
    rest = [line for line, _why in found.refused]
    if asked.json:
        say_json({"added": len(found.new), "known": len(found.known), "rest": rest})
        return
    say("rules added: %(new)s; there already: %(known)s", new=len(found.new), known=len(found.known))
    if rest:
        say("not taken (people's addresses, or too short): %(entries)s", entries=printable(", ".join(rest[:20])))


@rules.command("try")
def try_rule(
    action: str = _ACTION,
    field: str = _FIELD,
    pattern: str = _PATTERN,
    site: str = typer.Option(..., help="The site on whose past it is tried."),
    language: str = _LANGUAGE,
) -> None:
    """Say what a rule would have changed among what is kept; nothing is saved."""
    rule = _rule(action, field, pattern, site, language)
    settings = opened_store()
    from pipeline.review.trying import tried

    found = tried(site, rule, settings.languages(site))
    if asked.json:
        say_json({**found.plain(), "examples": found.examples})
        return
    say(f"would hold {found.more} more, of which {found.more_approved} had been approved")
    say(f"would let {found.less} more pass, of which {found.less_refused} had been refused")
    if not found.is_all:
        say(f"tried on the newest {found.looked_at:,} that it may touch")
    rows = [
        [one["was"], one["will"], one["status"], one["author"] or "", (one["text"] or "")[:80]]
        for one in found.examples
    ]
    if rows and not asked.quiet:
        table(["was", "would be", "status", "author", "text"], rows)


def _rule(action: str, field: str, pattern: str, site: str, language: str) -> dict[str, Any]:
    """Return the rule that these words mean; raises UsageError where they mean none."""
    rule: dict[str, Any] = {"site": site or None, "action": action, "language": language or None}
    if action != "threshold":
        if field not in ("text", "author", "domain"):
            raise UsageError(f"a rule looks at text, author or domain, not at {field!r}")
        return {**rule, "field": field, "pattern": _pattern(field, pattern)}
    if field not in ("spam", "abuse"):
        raise UsageError(f"a threshold is of spam or abuse, not of {field!r}")
    try:
        value = float(pattern)
    except ValueError:
        value = -1.0
    if not 0 < value <= 1:
        raise UsageError(f"a threshold is a score above 0 and at most 1, not {pattern!r}")
    return {**rule, "field": "score", "pattern": field, "value": value}


def _pattern(field: str, pattern: str) -> str:
    from pipeline.policy.domains import domain

    if sum(sign.isalnum() for sign in pattern) < 2:
        raise UsageError(f"{pattern!r} would meet nearly every comment; give two letters at least")
    if field != "domain":
        return pattern
    named = domain(pattern)
    if named is None:
        raise UsageError(f"{pattern!r} is no domain; give one alone, like spam.example")
    return named
