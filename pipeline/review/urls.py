"""Every address of the desk, and who may come there; what is not here, or lets nobody in, does not exist."""

from django.contrib.auth.views import LogoutView

from pipeline.review.access import ANYONE, COUNTS, DECIDE, MEMBERS, SET, page
from pipeline.review.views import (
    commenting,
    decision_log,
    figures,
    listing,
    many,
    reporting,
    ruling,
    signing_in,
)

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
    page(f"{_SITE}/figures", figures.figures, "figures", COUNTS),
    page(f"{_SITE}/log", decision_log.show, "log", DECIDE),
    page(f"{_SITE}/log.csv", decision_log.export, "log-export", DECIDE),
    page(f"{_SITE}/log/undo-day", decision_log.undo_day, "undo-day", DECIDE, "POST"),
    page(f"{_SITE}/rules", ruling.rules, "rules", DECIDE),
    page(f"{_SITE}/rules/try", ruling.trial, "rules-try", SET, "POST"),
    page(f"{_SITE}/rules/add", ruling.add, "rules-add", SET, "POST"),
    page(f"{_SITE}/rules/remove", ruling.remove, "rules-remove", SET, "POST"),
    page(f"{_SITE}/rules/import", ruling.imported, "rules-import", SET, "POST"),
    page(f"{_SITE}/report/<path:path>", reporting.shared, "report", COUNTS),
    page(f"{_SITE}/report/", reporting.shared, "report", COUNTS, path=""),
    page(f"{_SITE}/internal/<path:path>", reporting.internal, "internal", DECIDE),
    page(f"{_SITE}/internal/", reporting.internal, "internal", DECIDE, path=""),
]

handler400 = "pipeline.review.views.failing.malformed"
handler403 = "pipeline.review.views.failing.refused"
handler404 = "pipeline.review.views.failing.missing"
handler500 = "pipeline.review.views.failing.broken"
