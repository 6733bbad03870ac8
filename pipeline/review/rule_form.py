"""A rule of a site as it is written into a form: what cannot be is refused beside its field."""

import math
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from pipeline.locale.languages import LANGUAGES
from pipeline.policy.domains import domain

LEAST = 0.01
"""The lowest threshold: below it everything would be held."""


class RuleForm(forms.Form):
    """A new rule of a site: what is looked for where, and what follows; or a threshold."""

    ACTIONS: ClassVar[list[tuple[str, Any]]] = [
        ("hold", _("hold it")), ("spam", _("call it spam")), ("pass", _("let it pass")), ("threshold", _("threshold")),
    ]  # fmt: skip
    FIELDS: ClassVar[list[tuple[str, Any]]] = [
        ("text", _("in the text")), ("author", _("as author")), ("domain", _("as domain")), ("score", _("score")),
    ]  # fmt: skip

    action = forms.ChoiceField(choices=ACTIONS, label=_("Then"))
    field = forms.ChoiceField(choices=FIELDS, label=_("Where"))
    pattern = forms.CharField(
        max_length=200,
        label=_("Word, phrase, author or domain"),
        help_text=_("For a threshold: spam or abuse."),
        error_messages={"required": _("Say what is to be looked for; for a threshold write spam or abuse.")},
    )
    language = forms.CharField(
        required=False,
        max_length=40,
        label=_("Only in this language"),
        help_text=_("Two letters: en, fr. Empty: all."),
    )
    value = forms.CharField(
        required=False,
        max_length=40,
        label=_("From which score on it is held"),
        help_text=_("For a threshold only: 0.01 to 1."),
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )

    def clean_language(self) -> str:
        """Return the language; refuse one that has no name."""
        code: str = self.cleaned_data["language"].strip().casefold()
        if code and code not in LANGUAGES:
            raise forms.ValidationError(
                _("“%(code)s” is no language: give two letters, like en or fr.") % {"code": code}
            )
        return code

    def clean_value(self) -> float | None:
        """Return the score; refuse what is none."""
        given = self.cleaned_data["value"].strip().replace(",", ".")
        try:
            score = float(given) if given else None
        except ValueError:
            score = math.nan
        if score is not None and not LEAST <= score <= 1:
            raise forms.ValidationError(_("A score lies between 0.01 and 1, for instance 0.8."))
        return score

    def clean(self) -> dict[str, Any]:
        """Refuse patterns that would meet everything or nothing, and thresholds of nothing, each beside its field."""
        said = super().clean() or {}
        pattern = " ".join((said.get("pattern") or "").split())
        if said.get("action") == "threshold":
            self._refuse_threshold(pattern, said)
            return {**said, "pattern": pattern, "field": "score"}
        if pattern and (problem := self._problem(pattern, said.get("field"))):
            self.add_error(*problem)
        if said.get("value") is not None:
            self.add_error("value", _("Only a threshold has a score: leave this empty, or choose threshold above."))
        named = domain(pattern) if said.get("field") == "domain" else None
        return {**said, "pattern": named or pattern, "value": None}

    def _refuse_threshold(self, pattern: str, said: dict[str, Any]) -> None:
        if pattern and pattern not in ("spam", "abuse"):
            self.add_error("pattern", _("A threshold is of spam or of abuse: write one of these words."))
        if said.get("value") is None and "value" not in self.errors:
            self.add_error("value", _("A threshold needs a score, for instance 0.8."))

    @staticmethod
    def _problem(pattern: str, where: str | None) -> tuple[str, Any] | None:
        """Return the field that cannot be so, and why; None where all can."""
        if where == "score":
            return "field", _("Only a threshold is of a score: choose where to look, or threshold above.")
        if sum(sign.isalnum() for sign in pattern) < 2:
            return "pattern", _("This would meet nearly every comment: give two letters at least.")
        if where == "domain" and domain(pattern) is None:
            return "pattern", _("This is no domain: give one alone, like spam.example, without a path or spaces.")
        if where == "author" and "*" in pattern:
            return "pattern", _("* stands for letters in texts only: give the whole name.")
        return None

    def rule(self, site: str) -> dict[str, Any]:
        """Return the rule as the store keeps it."""
        said = self.cleaned_data
        return {
            "site": site, "action": said["action"], "field": said["field"], "pattern": said["pattern"],
            "language": said["language"] or None, "value": said["value"],
        }  # fmt: skip
