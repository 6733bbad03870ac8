"""How a moderator works, as they say it in a form."""

from typing import Any

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
