"""What moderators write into forms, checked."""

import math
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pipeline.policy.domains import domain
from pipeline.review.models import Profile
from pipeline.review.words import language_name

LEAST = 0.01
"""The lowest threshold: below it everything would be held."""


class WorkForm(forms.Form):
    """How someone works: languages they read, the language they are shown, keys."""

    reads = forms.RegexField(
        r"^[a-z]{2}([ ,]+[a-z]{2})*$",
        required=False,
        max_length=100,
        label=_("Languages that you read"),
        help_text=_("Two letters each, for instance: en fr. Empty: all."),
    )
    shows = forms.ChoiceField(required=False, label=_("Language of the desk"))
    keys = forms.BooleanField(required=False, label=_("Decide with single keys"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {"en": "English", "fr": "Français"}
        choices = [("", _("As the browser asks")), *((code, names[code]) for code, _name in settings.LANGUAGES)]
        self.fields["shows"].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def of(profile: Profile) -> dict[str, Any]:
        """Return what a profile says, as the form's beginning."""
        return {"reads": profile.reads, "shows": profile.shows, "keys": profile.keys}

    def kept(self) -> dict[str, Any]:
        """Return what is to be kept of a valid form."""
        said = self.cleaned_data
        return {**said, "reads": " ".join(dict.fromkeys(said["reads"].replace(",", " ").split()))}


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
        if code and language_name(code) == code:
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
