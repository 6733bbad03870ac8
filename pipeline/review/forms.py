"""What moderators write into forms, checked."""

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from pipeline.review.models import Profile


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
        max_length=200, label=_("Word, phrase, author or domain"), help_text=_("For a threshold: spam or abuse.")
    )
    language = forms.RegexField(
        r"^[a-z]{2}$", required=False, max_length=2, label=_("Only in this language"),
        help_text=_("Two letters: en, fr. Empty: all."),
    )  # fmt: skip
    value = forms.FloatField(
        required=False, min_value=0.01, max_value=1, label=_("From which score on it is held"),
        help_text=_("For a threshold only: 0.01 to 1."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse patterns that would meet everything, and thresholds of nothing."""
        said = super().clean() or {}
        is_threshold = said.get("action") == "threshold"
        pattern = " ".join((said.get("pattern") or "").split())
        if is_threshold and (pattern not in ("spam", "abuse") or said.get("value") is None):
            raise forms.ValidationError(_("A threshold is of spam or abuse, and needs a score."))
        if not is_threshold and sum(sign.isalnum() for sign in pattern) < 2:
            raise forms.ValidationError(_("This would meet nearly every comment: give two letters at least."))
        if not is_threshold and said.get("field") == "score":
            raise forms.ValidationError(_("Only a threshold is of a score."))
        return {**said, "pattern": pattern, **({"field": "score"} if is_threshold else {"value": None})}

    def rule(self, site: str) -> dict[str, Any]:
        """Return the rule as the store keeps it."""
        said = self.cleaned_data
        return {
            "site": site, "action": said["action"], "field": said["field"], "pattern": said["pattern"],
            "language": said["language"] or None, "value": said["value"],
        }  # fmt: skip
