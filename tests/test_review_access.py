"""Who gets in: every address as nobody, as each role, for another site, from another origin, with a forged token."""

import re
import subprocess
import sys
from typing import Any

import httpx
import pytest
from desks import PASSWORD, Served, desk, hidden, token
from stores import kept, outcome, read

from pipeline.review.config import Desk, extra
from pipeline.settings import Settings

__all__ = ["desk"]

ADDRESSES: dict[str, tuple[str, str, dict[str, str]]] = {
    # name: method, address, fields; what moderators and admins may do, then what owners may too
    "list": ("GET", "/s/{site}/list/to_decide", {}),
    "comment": ("GET", "/s/{site}/comment?id=1", {}),
    "text": ("GET", "/s/{site}/text?id=1", {}),
    "many": ("GET", "/s/{site}/many", {}),
    "claim": ("POST", "/s/{site}/claim", {"id": "1"}),
    "pass": ("POST", "/s/{site}/pass", {"id": "1", "note": "look"}),
    "undo": ("POST", "/s/{site}/undo", {}),
    "decide": ("POST", "/s/{site}/decide", {"id": "1", "hash": "x", "decision": "spam"}),
    "many-decide": ("POST", "/s/{site}/many/decide", {"shown": "x 0 1", "decision": "spam"}),
    "log": ("GET", "/s/{site}/log", {}),
    "log-export": ("GET", "/s/{site}/log.csv", {}),
    "undo-day": ("POST", "/s/{site}/log/undo-day", {}),
    "rules": ("GET", "/s/{site}/rules", {}),
    "rules-try": ("POST", "/s/{site}/rules/try", {"action": "hold", "field": "text", "pattern": "secret"}),
    "rules-add": ("POST", "/s/{site}/rules/add", {"action": "hold", "field": "text", "pattern": "never met"}),
    "rules-import": ("POST", "/s/{site}/rules/import", {"lines": "never met either"}),
    "rules-remove": ("POST", "/s/{site}/rules/remove", {"rule": "1"}),
    "internal": ("GET", "/s/{site}/internal/index.html", {}),
    "report": ("GET", "/s/{site}/report/index.html", {}),
    "figures": ("GET", "/s/{site}/figures", {}),
    "site": ("GET", "/s/{site}/", {}),
    "home": ("GET", "/", {}),
    "account": ("GET", "/account", {}),
    "password": ("GET", "/account/password", {}),
    "end-others": ("POST", "/account/sessions", {}),
    "login": ("GET", "/login", {}),
    "logout": ("POST", "/logout", {}),
}
FOR_ALL_ROLES = {"site", "report", "figures", "home", "account", "password", "end-others", "login", "logout"}
FOR_ADMINS = {"rules-try", "rules-add", "rules-import", "rules-remove"}
OF_A_SITE = {name for name, (_, address, _) in ADDRESSES.items() if "{site}" in address}
PASSED = {200, 302, 409}


@pytest.fixture(scope="module", autouse=True)
def comments(desk: Served) -> None:
    read({"id": 1, "source_status": "pending", "text": "held and secret", "author": "Pat"})
    outcome("hold", "spam")
    for version in ("share", "internal"):
        folder = desk.data / "processed" / "reports" / version / "blog"
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(f"<p>the {version} report", encoding="utf-8")


def ask(client: httpx.Client, name: str, site: str = "blog", **more: Any) -> httpx.Response:
    """Ask for an address, with a good token where it changes something."""
    method, address, fields = ADDRESSES[name]
    if method == "GET":
        return client.get(address.format(site=site), **more)
    return client.post(address.format(site=site), data={**token(client.get("/account").text), **fields}, **more)


def test_every_address_is_walked_here() -> None:
    names = subprocess.run(
        [sys.executable, "-c", (
            "from django.conf import settings; import django\n"
            "from pipeline.review.config import Desk, extra; from pipeline.store.config import django_settings\n"
            "settings.configure(**django_settings('sqlite:///x.sqlite3', b'k' * 32, extra(Desk()))); django.setup()\n"
            "from pipeline.review.urls import urlpatterns; print(*[one.name for one in urlpatterns])"
        )],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    assert set(names) == set(ADDRESSES)


def test_nobody_sees_the_way_in_only(desk: Served) -> None:
    client = desk.client()
    for name, (method, address, fields) in ADDRESSES.items():
        if name == "login":
            continue
        answer = client.request(method, address.format(site="blog"), data=fields or None)
        assert answer.status_code in (302, 403), name
        assert answer.status_code == 403 or answer.headers["Location"].startswith("/login"), name
        assert "secret" not in answer.text


@pytest.mark.parametrize("who", ["mona", "otto", "ada"])
def test_each_role_does_what_it_may_and_no_more(desk: Served, who: str) -> None:
    client = desk.client(who)
    for name in ADDRESSES:
        may = (
            name in FOR_ALL_ROLES or (name in FOR_ADMINS and who == "ada") or (name not in FOR_ADMINS and who != "otto")
        )
        answer = ask(client, name)
        assert (answer.status_code in PASSED) == may, (name, answer.status_code)
        assert may or answer.status_code == 404
        assert may or "secret" not in answer.text


@pytest.mark.parametrize("who", ["mona", "ada"])
def test_another_site_is_not_there(desk: Served, who: str) -> None:
    client = desk.client(who)
    for name in sorted(OF_A_SITE):
        assert ask(client, name, site="other").status_code == 404, name
    stranger = desk.client("zoe")
    for name in sorted(OF_A_SITE):
        answer = ask(stranger, name)
        assert answer.status_code == 404, name
        assert "secret" not in answer.text


def test_a_comment_of_another_site_cannot_be_named(desk: Served) -> None:
    read({"id": 5, "text": "of elsewhere"}, site="other")
    client = desk.client("mona")
    for number in ("other:5", "5", "../other:5"):
        assert client.get("/s/blog/comment", params={"id": number}).status_code == 404
    fields = {
        **token(client.get("/account").text),
        "decision": "spam",
        "shown": f"{kept(5, 'judged_hash', site='other')} 0 5",
    }
    client.post("/s/blog/many/decide", data=fields)
    assert kept(5, "decisions", site="other") == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_origin_changes_nothing(desk: Served, headers: dict[str, str]) -> None:
    client = desk.client("ada")
    for name, (method, _, _) in ADDRESSES.items():
        if method == "POST":
            assert ask(client, name, headers=headers).status_code == 403, name


def test_a_forged_token_changes_nothing(desk: Served) -> None:
    client = desk.client("ada")
    for name, (method, address, fields) in ADDRESSES.items():
        for forged in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            if method == "POST":
                answer = client.post(address.format(site="blog"), data={**fields, **forged})
                assert answer.status_code == 403, name
    assert kept(1, "decisions") == []


def test_another_host_is_not_answered(desk: Served) -> None:
    client = desk.client()
    for address in ("/login", "/", "/s/blog/list/to_decide", "/nowhere"):
        assert client.get(address, headers={"Host": "evil.example"}).status_code == 400, address


def test_every_answer_forbids_frames_scripts_and_keeping(desk: Served) -> None:
    client = desk.client("ada")
    for address in ("/login", "/", "/s/blog/list/to_decide", "/s/blog/comment?id=1", "/nowhere", "/account"):
        headers = client.get(address, follow_redirects=True).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["X-Frame-Options"], headers["X-Content-Type-Options"]) == ("DENY", "nosniff")
        assert "no-store" in headers["Cache-Control"]


def test_a_report_is_read_behind_the_login_and_nothing_beside_it(desk: Served) -> None:
    owner, moderator = desk.client("otto"), desk.client("mona")
    assert owner.get("/s/blog/report/").text == "<p>the share report"
    assert moderator.get("/s/blog/internal/index.html").text == "<p>the internal report"
    for path in (
        "..%2Finternal%2Findex.html",
        "%2e%2e/%2e%2e/secret.key",
        "../../../secret.key",
        "nowhere.html",
        "%00",
    ):
        assert owner.get(f"/s/blog/report/{path}").status_code == 404, path
    assert "script-src" not in owner.get("/s/blog/report/").headers["Content-Security-Policy"]


def test_no_page_has_script_or_style_in_it(desk: Served) -> None:
    client = desk.client("ada")
    for address in (
        "/login",
        "/account",
        "/s/blog/list/to_decide",
        "/s/blog/comment?id=1",
        "/s/blog/many",
        "/s/blog/log",
        "/s/blog/rules",
    ):
        page = client.get(address).text
        assert not re.search(r"<script(?![^>]* src=)|<style|\sstyle=|\son\w+=|javascript:", page), address
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page), address


def test_guessing_is_slowed_and_a_good_password_does_not_help_then(desk: Served) -> None:
    client = desk.client()
    for guess in range(6):
        fields = {"username": "guessed", "password": f"guess {guess}", **token(client.get("/login").text)}
        answer = client.post("/login", data=fields)
    assert answer.status_code == 429
    assert "You can try again from " in answer.text
    assert re.findall(r'<main.*href="', answer.text, re.DOTALL) == []  # nowhere to go: every page leads back here
    assert desk.client("mona").get("/account").status_code == 200


def test_a_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Served) -> None:
    client = desk.client()
    fields = {"username": "mona", "password": PASSWORD, **token(client.get("/login").text)}
    cookies = client.post("/login", data=fields).headers.get_list("Set-Cookie")
    session = next(cookie for cookie in cookies if "session" in cookie.split("=")[0])
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session


def test_behind_tls_cookies_are_for_tls_only() -> None:
    told = extra(Desk(Settings(), "https://desk.example.org"))
    assert told["SESSION_COOKIE_SECURE"]
    assert told["CSRF_COOKIE_SECURE"]
    assert told["SECURE_HSTS_SECONDS"] > 0
    assert "desk.example.org" in told["ALLOWED_HOSTS"]
    assert told["SESSION_COOKIE_NAME"].startswith("__Host-")


def test_a_one_time_password_lets_in_once_and_a_disabled_account_never(desk: Served) -> None:
    given = re.search(r"one-time password: (\S+)", desk.command("moderator", "add", "newt", "--site", "blog"))
    assert given
    client = desk.client()
    client.headers["Origin"] = desk.address
    answer = client.post("/login", data={"username": "newt", "password": given[1], **token(client.get("/login").text)})
    assert answer.status_code == 302
    assert client.get("/s/blog/list/to_decide").headers["Location"] == "/account/password"
    page = client.get("/account/password").text
    assert "One-time password:" in page
    chosen = {
        "old_password": given[1],
        "new_password1": "four lamps by the river",
        "new_password2": "four lamps by the river",
    }
    assert client.post("/account/password", data={**chosen, **token(page)}).status_code == 302
    assert client.get("/s/blog/list/to_decide").status_code == 200
    desk.command("moderator", "disable", "newt")
    assert client.get("/s/blog/list/to_decide").headers["Location"].startswith("/login")
    assert '"is_active": false' in desk.command("moderator", "list", "--json")


def test_a_session_can_be_ended_from_elsewhere(desk: Served) -> None:
    here, there = desk.client("mona"), desk.client("mona")
    here.post("/account/sessions", data=token(here.get("/account").text))
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_forms_hold_what_was_seen(desk: Served) -> None:
    page = desk.client("mona").get("/s/blog/comment?id=1").text
    assert hidden(page, "/decide")["hash"] == kept(1, "judged_hash")
