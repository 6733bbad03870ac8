"""Lists, figures, rules and log as a browser gets them: what they count, what they lead to, what they tell whom."""

import html
import re

import httpx
import pytest
from desks import Opens, Served, browser, desk, emptied, held, hidden, opens, states, token
from playwright.sync_api import expect
from stores import NOON, kept, outcome, read

from pipeline import store
from pipeline.store import sql
from pipeline.store.decide import Shown, decide_one, undo

__all__ = ["browser", "desk", "emptied", "opens", "states"]

pytestmark = pytest.mark.usefixtures("emptied")
S = "/s/blog"


def chips(page: str) -> dict[str, tuple[str, int]]:
    """Return what a list can be narrowed down to: by words, where a click leads, and the count that stands there."""
    found = re.findall(r'<a class="chip" href="([^"]+)"[^>]*><bdi>([^<]*)</bdi> <span class="count">(\d+)', page)
    return {words: (html.unescape(url), int(count)) for url, words, count in found}


def rows(page: str) -> int:
    return page.count('<input type="checkbox" name="id"')


def say(number: int, decision: str, who: str = "mona") -> int:
    return decide_one(f"blog:{number}", Shown(kept(number, "judged_hash")), decision, who, NOON)


def test_a_click_on_a_count_shows_as_many(desk: Served) -> None:
    held(1, 2, 3, 4)
    sql.execute("UPDATE comments SET language = CASE WHEN comment_id < 'blog:3' THEN 'fr' ELSE 'en' END")
    sql.execute("UPDATE flags SET reason = 'abuse' WHERE comment_id = 'blog:1'")
    client = desk.client("mona")
    first = chips(client.get(f"{S}/list/to_decide").text)
    assert {words: count for words, (_, count) in first.items()} == {"English": 2, "French": 2, "abuse": 1, "spam": 3}
    french = client.get(first["French"][0]).text
    assert (rows(french), {one: count for one, (_, count) in chips(french).items() if one in ("abuse", "spam")}) == (
        2, {"abuse": 1, "spam": 1},
    )  # fmt: skip
    for url, count in chips(french).values():
        assert rows(client.get(url).text) == (count if "language" in url else 4), url


def test_figures_count_what_waits_as_the_lists_do_and_nothing_taken_back(desk: Served) -> None:
    held(1, 2, 3)
    undo([say(1, "spam")], "mona", NOON)
    sql.execute("UPDATE decisions SET decided_at = CURRENT_TIMESTAMP")
    say(2, "approve")
    sql.execute("UPDATE decisions SET decided_at = CURRENT_TIMESTAMP")
    page = desk.client("ada").get(f"{S}/figures?work=1").text
    link = re.search(r'<a href="([^"]+reason=spam[^"]*)">(\d+)</a>', page)
    assert link
    assert (int(link[2]), rows(desk.client("ada").get(html.unescape(link[1])).text)) == (2, 2)
    assert re.findall(r'<th scope="row">(Approve|Spam|Taken back later)</th><td class="n">(\d+)', page) == [
        ("Approve", "1"), ("Taken back later", "1"),
    ]  # fmt: skip
    assert '<bdi>mona</bdi></th><td class="n">1</td><td class="n">1</td>' in page


def test_what_could_not_be_read_is_told_to_those_who_can_mend_it(desk: Served) -> None:
    store.begin_run("run q", "blog", NOON, "0", {})
    sql.execute("INSERT INTO quarantine (quarantine_id, run_id) VALUES ('q 1', 'run q'), ('q 2', 'run q')")
    try:
        assert "2 records could not be read, in the last run" in desk.client("ada").get(f"{S}/list/to_decide").text
        assert "2 records could not be read" in desk.client("otto").get(f"{S}/figures").text
        for address in ("list/to_decide", "figures"):
            assert "could not be read" not in desk.client("mona").get(f"{S}/{address}").text
    finally:
        sql.execute("DELETE FROM quarantine")
        sql.execute("DELETE FROM runs WHERE run_id = 'run q'")


def test_the_spam_folder_of_the_first_run_is_a_click_away(desk: Served) -> None:
    read({"id": 1, "source_status": "spam", "author": "Ann"})
    sql.execute("UPDATE comments SET first_look = %s", [True])
    outcome("publish")
    client = desk.client("mona")
    for name in ("rescue", "first_look"):
        page = client.get(f"{S}/list/{name}").text
        assert "1 comment lay in the spam folder at the first run and looks good:" in page, name
        assert f'href="{S}/list/first_rescue"' in page
    assert rows(client.get(f"{S}/list/first_rescue").text) == 1
    assert 'name="shown"' in client.get(f"{S}/many?list=first_rescue").text
    assert "checked>" not in client.get(f"{S}/many?list=first_rescue").text


def test_the_check_says_how_far_it_is(desk: Served) -> None:
    read({"id": 1, "source_status": "approved"}, {"id": 2, "source_status": "approved"})
    sql.execute("UPDATE comments SET language = 'fr'")
    outcome("publish")
    client = desk.client("mona")
    assert "0 of 2 from what is published checked this week" in _plain(client.get(f"{S}/list/check").text)
    say(1, "approve")
    assert "French – 1 of 2 from what is published checked this week" in _plain(client.get(f"{S}/list/check").text)


def _plain(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", page).split())


def posted(client: httpx.Client, address: str, **fields: str) -> httpx.Response:
    """Send a form of the rules' page."""
    return client.post(address, data={**token(client.get("/account").text), **fields}, follow_redirects=True)


def test_who_has_several_sites_sees_what_waits_on_each(desk: Served) -> None:
    held(1, 2)
    user = sql.fetch("SELECT id FROM auth_user WHERE username = 'mona'")[0][0]
    sql.execute("INSERT INTO members (user_id, site, role) VALUES (%s, 'other', 'moderator')", [user])
    page = _plain(desk.client("mona").get("/").text)
    sql.execute("DELETE FROM members WHERE user_id = %s AND site = 'other'", [user])
    assert "blog To decide 2" in page
    assert "other nothing waits" in page


def test_a_list_that_is_none_is_not_there(desk: Served) -> None:
    client = desk.client("mona")
    assert [client.get(f"{S}/list/{name}").status_code for name in ("old", "done", "to_decide")] == [404, 404, 200]


def test_the_check_has_no_figure_before_it_is_drawn(desk: Served) -> None:
    read({"id": 1, "source_status": "approved"})
    outcome("publish")
    client = desk.client("mona")
    assert re.search(r"Check</a></th><td class=\"n\">not drawn yet<", client.get(f"{S}/figures").text)
    client.get(f"{S}/list/check")
    assert re.search(r"Check</a></th><td class=\"n\">1<", client.get(f"{S}/figures").text)


def test_what_was_passed_on_is_told_to_who_passed_it_on_and_to_admins(desk: Served) -> None:
    held(1, 2)
    mona, ada, otto = (desk.client(name) for name in ("mona", "ada", "otto"))
    sent = {**token(mona.get("/account").text), "id": "1", "passes": "1"}
    mona.post(f"{S}/pass", data=sent)
    said = "1 passed on, waits for ada"
    assert said in mona.get(f"{S}/list/to_decide").text
    assert said in ada.get(f"{S}/list/sure_spam").text
    assert re.search(r"Passed on</a></th><td class=\"n\">1<", mona.get(f"{S}/figures").text)
    assert re.search(r"Passed on</th><td class=\"n\">1<", otto.get(f"{S}/figures").text)
    assert "mona · waits for ada · Author 1 comment number 1" in _plain(ada.get(f"{S}/log").text)
    ada.post(f"{S}/pass", data={**token(ada.get("/account").text), "id": "1", "passes": "1"})
    ada.post(f"{S}/pass", data={**token(ada.get("/account").text), "id": "1", "passes": "1", "sure": "1"})
    assert "1 passed on, waits for nobody" in mona.get(f"{S}/list/to_decide").text
    say(1, "spam", "ada")
    for client in (mona, ada, otto):
        assert "Passed on" not in client.get(f"{S}/figures").text
    assert "passed on, wait" not in mona.get(f"{S}/list/to_decide").text


def test_what_is_sent_is_told_only_where_something_was_sent(desk: Served) -> None:
    held(1, 2)
    say(1, "spam")
    client = desk.client("mona")
    assert "waits to be sent" not in client.get(f"{S}/list/to_decide").text
    assert "On their way" not in client.get(f"{S}/figures").text
    sql.execute("UPDATE outbox SET state = 'sent'")
    say(2, "spam")
    assert "1 decision waits to be sent" in client.get(f"{S}/list/to_decide").text
    assert "On their way" in client.get(f"{S}/figures").text


def test_a_name_that_counts_is_said_and_no_score_stands_twice(desk: Served) -> None:
    held(1)
    sql.execute("UPDATE flags SET detail = %s", ['{"band": "sure", "author": true}'])
    page = desk.client("mona").get(f"{S}/comment?id=1").text
    assert "the name it is signed with: Author 1" in _plain(page)
    assert len(re.findall(r"<tr><td>spam</td>", page)) == 1


def test_an_empty_list_names_the_spam_that_waits(desk: Served) -> None:
    held(1)
    sql.execute("UPDATE comments SET verdict = 'spam'")
    page = desk.client("mona").get(f"{S}/list/to_decide").text
    assert "Nothing waits to be decided." in page
    assert "1 is sure spam: look" in page


def test_a_list_of_wordpress_is_shown_then_added_then_taken_off_as_a_whole(desk: Served) -> None:
    client = desk.client("ada")
    store.add_rules([{"site": "blog", "action": "hold", "field": "text", "pattern": "casino"}], "ada", NOON)
    lines = "casino\nbad.example\nlamp*\nsomeone@mail.example"
    page = posted(client, f"{S}/rules/import", lines=lines, action="hold").text
    assert "2 entries would be added." in page
    assert "1 is there already" in page
    assert "an e-mail address: none is kept to compare with" in page
    assert len(store.active_rules("blog")) == 1
    kept_lines = hidden(page[page.index('name="sure"') - 400 :], "/rules/import")
    assert kept_lines["lines"].splitlines() == lines.splitlines()
    page = posted(client, f"{S}/rules/import", lines=lines, action="hold", sure="1").text
    assert "2 rules added" in page
    assert [one["pattern"] for one in store.active_rules("blog")] == ["casino", "bad.example", "lamp*"]
    posted(client, f"{S}/rules/remove", **hidden(page, "/rules/remove"))
    assert [one["pattern"] for one in store.active_rules("blog")] == ["casino"]


def test_what_a_list_has_beyond_5000_lines_is_told_and_not_lost(desk: Served) -> None:
    lines = "\n".join(f"w{number}" for number in range(5_001))
    page = _plain(posted(desk.client("ada"), f"{S}/rules/import", lines=lines, action="hold").text)
    assert "5000 entries would be added." in page
    assert "1 cannot be takenw5000 – after the first 5,000 lines" in page


def test_a_rule_that_cannot_be_is_refused_beside_its_field_and_kept_as_typed(desk: Served) -> None:
    client = desk.client("ada")
    typed = {"action": "hold", "field": "domain", "pattern": "not a domain", "language": "xx", "value": "7"}
    for address in ("try", "add"):
        page = posted(client, f"{S}/rules/{address}", **typed).text
        assert 'value="not a domain"' in page
        assert re.search(r'name="value" value="7"[^>]*>\s*<span class="error"[^>]*>A score lies between', page)
        assert "This is no domain" in page
        assert "“xx” is no language" in page
    assert store.active_rules("blog") == ()


def test_a_trial_says_what_it_would_do_in_words(desk: Served) -> None:
    held(1)
    read({"id": 2, "source_status": "approved", "text": "a lamp"}, {"id": 3, "source_status": "approved"})
    outcome("publish")
    client = desk.client("ada")
    rule = {"action": "hold", "field": "text", "pattern": "lamp", "language": "", "value": ""}
    tried = posted(client, f"{S}/rules/try", **rule).text
    assert "Would hold 1 comment that is not held now." in tried
    assert "1 of them had been approved" in tried
    sql.execute("UPDATE comments SET source_status = 'pending', status = 'held' WHERE comment_id = 'blog:2'")
    assert "of them had been approved" not in posted(client, f"{S}/rules/try", **rule).text
    rule["pattern"] = "nowhere to be found"
    assert "Nothing would change." in posted(client, f"{S}/rules/try", **rule).text


def test_the_log_is_narrowed_down_by_moderator_and_days(desk: Served) -> None:
    held(1, 2)
    say(1, "spam")
    say(2, "trash", "ada")
    client = desk.client("mona")
    page = client.get(f"{S}/log").text
    assert re.findall(r'<option value="(\w+)">(?:mona|ada)</option>', page) == ["ada", "mona"]
    day = NOON.date().isoformat()
    for query, names in (
        ("moderator=mona", ["mona"]), (f"since={day}&until={day}", ["ada", "mona"]), ("until=2026-02-28", []),
        ("since=2026-03-02", []),
    ):  # fmt: skip
        page = client.get(f"{S}/log?{query}").text
        assert re.findall(r"<td><bdi>(\w+)</bdi></td>", page) == names, query
    assert "No decision is like that." in page


def test_the_keys_of_a_page_are_told_by_one(opens: Opens) -> None:
    held(1)
    page = opens(f"{S}/list/to_decide")
    for address in (f"{S}/list/to_decide", f"{S}/log", f"{S}/rules", f"{S}/figures", "/account"):
        page.goto(address)
        page.keyboard.press("?")
        expect(page.locator("#help .panel")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#help .panel")).not_to_be_visible()
    page.goto(f"{S}/comment?id=1&list=to_decide")
    expect(page.locator("#help")).to_have_count(0)
    page.keyboard.press("?")
    expect(page.locator("dl.keys")).to_be_visible()


def test_what_buttons_do_is_told_on_a_phone_and_the_log_is_not_cut(opens: Opens) -> None:
    held(1, 2)
    say(2, "spam")
    page = opens(f"{S}/comment?id=1&list=to_decide", viewport={"width": 390, "height": 800})
    expect(page.locator(".d-abuse span")).to_be_visible()
    page.goto(f"{S}/log")
    last = page.locator("table.cards td").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 390


def test_what_is_on_hold_and_open_elsewhere_is_told(desk: Served) -> None:
    held(1)
    say(1, "hold", "ada")
    client = desk.client("mona")
    assert "1 open at" not in client.get(f"{S}/list/on_hold").text
    sql.execute(
        "INSERT INTO claims (comment_id, moderator, since, until) VALUES ('blog:1', 'ada', %s, %s)",
        [NOON.replace(tzinfo=None), NOON.replace(year=NOON.year + 50, tzinfo=None)],
    )
    page = client.get(f"{S}/list/on_hold").text
    assert "1 open at ada" in page
    assert "Nobody holds anything" not in page
    assert "All that is here others have open just now." in page


def test_a_list_or_site_that_there_is_none_of_is_not_found(desk: Served) -> None:
    held(1)
    ada = desk.client("ada")
    sql.execute("UPDATE members SET site = '' WHERE role = 'admin' AND site = 'blog'")
    try:
        assert ada.get(f"{S}/list/to_decide").status_code == 200
        assert ada.get("/s/nosuch/list/to_decide").status_code == 404
        assert ada.get("/s/nosuch/rules").status_code == 404
    finally:
        sql.execute("UPDATE members SET site = 'blog' WHERE role = 'admin' AND site = ''")
    for address in ("comment?id=1&list=xx", "many?list=xx", "list/xx"):
        assert ada.get(f"{S}/{address}").status_code == 404, address


def test_where_nothing_takes_decisions_to_the_site_that_is_said(desk: Served) -> None:
    held(1, 2)
    number = say(1, "spam")
    client = desk.client("mona")
    said = "The site is not connected"
    assert said in client.get(f"{S}/comment?id=2").text
    assert "It counts here; the site is not connected." in client.get(f"{S}/list/to_decide?done={number}").text
    sql.execute("UPDATE outbox SET tried_at = %s", [NOON.replace(tzinfo=None)])
    assert said not in client.get(f"{S}/comment?id=2").text


def test_an_emptied_page_of_many_leads_on(desk: Served) -> None:
    held(1)
    page = desk.client("mona").get(f"{S}/many?list=sure_spam").text
    assert "Nothing to decide." in page
    assert f'href="{S}/list/to_decide"' in page


def keys(page: str) -> list[str]:
    """Return the keys that a page's help lists."""
    found = re.search(r'<dl class="keys">.*?</dl>', page, re.DOTALL)
    assert found
    return re.findall(r"<dt><kbd>([^<]+)</kbd>", found[0])


def test_the_help_lists_only_keys_that_do_something_here(desk: Served) -> None:
    client = desk.client("mona")
    assert keys(client.get(f"{S}/list/to_decide").text) == ["/", "u", "?"]
    assert keys(client.get(f"{S}/many?list=to_decide").text) == ["u", "?"]
    held(1, 2)
    assert keys(client.get(f"{S}/list/to_decide").text) == ["j", "/", "u", "?"]
    assert keys(client.get(f"{S}/many?list=to_decide").text) == ["a", "h", "s", "x", "t", "*", "u", "?"]
    first, last = (keys(client.get(f"{S}/comment?id={one}").text) for one in (1, 2))
    assert first == ["a", "h", "s", "x", "t", "p", "n", "Ctrl+Enter", "space", "j", "u", "?"]
    assert last == ["a", "h", "s", "x", "t", "p", "n", "Ctrl+Enter", "k", "u", "?"]


def test_numbers_and_versions_are_told_in_the_readers_language(desk: Served) -> None:
    held(1)
    sql.execute("UPDATE comments SET spam_score = 0.9")
    page = desk.client("mona", headers={"Accept-Language": "fr"}).get(f"{S}/comment?id=1").text
    table = re.search(r'<details class="numbers">.*?</table>', page, re.DOTALL)
    assert table
    assert re.findall(r"<tr><td>([^<]+)</td><td>[^<]*</td><td>([^<]*)</td>", table[0]) == [
        ("question", "non"), ("indésirable", ""),
    ]  # fmt: skip
    assert "probablement" not in page
