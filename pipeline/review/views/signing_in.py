"""Coming in, going out, and one's own account."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from pipeline.review import accounts
from pipeline.review.access import DeskRequest
from pipeline.review.forms import WorkForm
from pipeline.review.models import Profile
from pipeline.review.words import speaking

if TYPE_CHECKING:
    from django.contrib.auth.models import User


class SignIn(views.LoginView):
    """Name and password; leads on to where one wanted to go, on this desk only."""

    template_name = "review/login.html"
    redirect_authenticated_user = True
    extra_context = {"site": None}  # noqa: RUF012 - Django calls its own idea of a site so


class Password(views.PasswordChangeView):
    """Choosing a new password, which ends all other sessions."""

    template_name = "review/password.html"
    success_url = reverse_lazy("home")

    def get_form(self, form_class: type[PasswordChangeForm] | None = None) -> PasswordChangeForm:
        """Return the form, which asks for the one-time password by that name."""
        form: PasswordChangeForm = super().get_form(form_class)
        if cast("DeskRequest", self.request).who.profile.must_change:
            form.fields["old_password"].label = _("One-time password")
        return form

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Keep the new password, and this session only."""
        answer = super().form_valid(form)
        user = cast("User", self.request.user)
        Profile.objects.update_or_create(user=user, defaults={"must_change": False})
        accounts.end_sessions(user, but=self.request.session.session_key)
        return answer


def locked_out(request: HttpRequest, *_given: Any, **_named: Any) -> HttpResponse:
    """Answer someone who tried too many passwords: each further try begins the wait anew."""
    again = speaking().moment(datetime.now(UTC) + timedelta(hours=settings.AXES_COOLOFF_TIME))
    context = {"status": 429, "problem": "locked", "again": again}
    return render(request, "review/problem.html", context, status=429)


def account(request: DeskRequest) -> HttpResponseBase:
    """Show and keep how someone works: languages they read, the language they are shown, keys."""
    user = cast("User", request.user)
    form = WorkForm(request.POST or None, initial=WorkForm.of(request.who.profile))
    if request.method == "POST" and form.is_valid():
        Profile.objects.update_or_create(user=user, defaults=form.kept())
        return redirect("account")
    return render(request, "review/account.html", {"form": form})


def end_others(request: DeskRequest) -> HttpResponseBase:
    """End this account's sessions elsewhere."""
    accounts.end_sessions(cast("User", request.user), but=request.session.session_key)
    return redirect("account")


def home(request: DeskRequest) -> HttpResponseBase:
    """Lead to the only site that someone has, else let them choose one, with what waits on each."""
    from pipeline.review.sites import sites_of, waiting

    sites = sites_of(request.who, settings.DESK.settings)
    if len(sites) == 1:
        return redirect("site", site=sites[0])
    waits = [(site, waiting(site, request.who.name)) for site in sites]
    return render(request, "review/sites.html", {"sites": waits})
