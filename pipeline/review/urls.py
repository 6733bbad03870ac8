"""Every address of the desk, and who may come there; what is not here, or lets nobody in, does not exist."""

from django.contrib.auth.views import LogoutView

from pipeline.review.access import ANYONE, COUNTS, DECIDE, MEMBERS, page
from pipeline.review.views import commenting, listing, many, signing_in

_SITE = "s/<str:site>"

urlpatterns = [
    page("login", signing_in.SignIn.as_view(), "login", ANYONE, "GET POST"),
    page("logout", LogoutView.as_view(next_page="login"), "logout", ANYONE, "POST"),
    page("", signing_in.home, "home", MEMBERS),
    page("account", signing_in.account, "account", MEMBERS, "GET POST"),
    page("account/password", signing_in.Password.as_view(), "password", MEMBERS, "GET POST"),
    page("account/sessions", signing_in.end_others, "end-others", MEMBERS, "POST"),
    page(f"{_SITE}/", listing.site, "site", COUNTS),
    page(f"{_SITE}/list/<str:name>", listing.listing, "list", DECIDE),
    page(f"{_SITE}/comment", commenting.comment, "comment", DECIDE),
    page(f"{_SITE}/text", commenting.whole, "text", DECIDE),
    page(f"{_SITE}/claim", commenting.claim, "claim", DECIDE, "POST"),
    page(f"{_SITE}/decide", commenting.deciding, "decide", DECIDE, "POST"),
    page(f"{_SITE}/undo", commenting.undoing, "undo", DECIDE, "POST"),
    page(f"{_SITE}/pass", commenting.passing, "pass", DECIDE, "POST"),
    page(f"{_SITE}/many", many.many, "many", DECIDE),
    page(f"{_SITE}/many/decide", many.deciding, "many-decide", DECIDE, "POST"),
]

handler400 = "pipeline.review.views.failing.malformed"
handler403 = "pipeline.review.views.failing.refused"
handler404 = "pipeline.review.views.failing.missing"
handler500 = "pipeline.review.views.failing.broken"
