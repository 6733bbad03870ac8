"""How long the desk's server takes: python benchmarks/review.py [--comments 1000000] [--held 100000] [--url postgres://…]

A site of made-up comments is put into an empty database, in the database's own language; then lists, comments and
decisions are asked for as a browser does, by one moderator and by twenty at once. Times are of the server's work on a
request, without the network.
"""

import argparse
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.review.config import Desk, extra
from pipeline.settings import Settings
from pipeline.store.config import close_store, open_store

KEY = b"k" * 32
MODERATORS = 20
_COLUMNS = (
    "site, comment_id, post_id, parent_id, kind, author, author_key, author_url, created_at, created_precision, text, "
    "source_status, source, text_hash, judged_hash, language, language_score, spam_score, abuse_score, verdict, "
    "status, by_staff, truncated, grave"
)


def fill(comments: int, held: int) -> None:
    """Put a site of so many comments into the open, empty database; the first ones are held and wait."""
    from pipeline.store import sql

    on_postgres = sql.on_postgres()
    written = (
        "TIMESTAMPTZ '2026-03-01 00:00+00' + i * INTERVAL '1 minute'"
        if on_postgres
        else "datetime('2020-03-01', i || ' minutes')"
    )
    quiet = held + held // 5  # those after the held ones wait too, and nothing holds them; every tenth is doubtful
    said = (
        f"CASE WHEN i < {quiet} THEN 'pending' ELSE 'approved' END, 'wxr', 'hash ' || (i %% 900000), 'judged ' || i,"
        " CASE i %% 5 WHEN 0 THEN 'fr' WHEN 1 THEN NULL ELSE 'en' END, 0.9, 0.9, 0.1,"
        f" CASE WHEN i < {held} THEN 'hold' ELSE 'publish' END, CASE WHEN i < {quiet} THEN 'held' ELSE 'approved' END"
    )
    no, yes = ("FALSE", "TRUE") if on_postgres else ("0", "1")
    grave = f"CASE WHEN i < {held} AND i %% 5 = 0 THEN {yes} END"  # what its flags below amount to
    sql.execute(
        f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {comments - 1})"
        f" INSERT INTO comments ({_COLUMNS}) SELECT 'blog', 'blog:' || i, 'blog:post ' || (i %% 2000),"
        " CASE WHEN i %% 4 = 0 AND i > 0 THEN 'blog:' || (i / 2) END, 'comment', 'Author ' || (i %% 90000),"
        f" 'e' || (i %% 90000), CASE WHEN i %% 9 = 0 THEN 'https://site' || (i %% 5000) || '.example' END, {written},"
        f" 'minute', 'This is comment number ' || i || ', as long as many are, and it says: https://x.example/' || i,"
        f" {said}, {no}, {no}, {grave} FROM n"
    )
    sql.execute(
        "INSERT INTO flags (comment_id, judged_hash, reason, score, detail)"
        " SELECT comment_id, judged_hash, 'spam', 0.3, '{\"band\": \"doubtful\"}'"
        " FROM comments WHERE verdict = 'publish' AND source_status = 'pending' AND judged_hash LIKE '%%0'"
    )
    if on_postgres:
        sql.execute("VACUUM ANALYZE comments")  # which it does by itself in a while
    sql.execute(
        "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1999)"
        " INSERT INTO posts (site, post_id, title) SELECT 'blog', 'blog:post ' || i, 'Post ' || i FROM n"
    )
    sql.execute(
        "INSERT INTO flags (comment_id, judged_hash, reason, score, detail) SELECT comment_id, judged_hash,"
        " CASE WHEN language = 'fr' THEN 'abuse' ELSE 'spam' END, 0.9,"
        """ '{"band": "likely", "spans": [[0, 12, "spam wording"]]}' FROM comments WHERE verdict = 'hold'"""
    )


def client(name: str) -> Any:
    """Return someone's browser, signed in."""
    from django.contrib.auth.models import User
    from django.test import Client

    from pipeline.review.models import Member, Profile

    user, is_new = User.objects.get_or_create(username=name)
    if is_new:
        Member.objects.create(user=user, site="blog", role="moderator")
        Profile.objects.create(user=user)
    found = Client(HTTP_HOST="localhost")
    found.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return found


def timed(done: Callable[[], Any], wanted: tuple[int, ...] = (200,)) -> float:
    """Return how many milliseconds something took."""
    start = time.perf_counter()
    answer = done()
    took = (time.perf_counter() - start) * 1000
    assert answer.status_code in wanted, answer.content[:500]
    return took


def decide(browser: Any, number: int, decision: str = "spam") -> Any:
    """Decide on a comment as the desk's script does."""
    fields = {"id": str(number), "hash": f"judged {number}", "last": "", "decision": decision, "list": "to_decide"}
    return browser.post("/s/blog/decide", fields, headers={"X-Desk": "1"})


def told(what: str, times: list[float]) -> None:
    """Print the median and the slowest of twenty."""
    ordered = sorted(times)
    most = ordered[int(len(ordered) * 0.95)]
    print(f"{what:<44} median {statistics.median(ordered):7.1f} ms   95 % {most:7.1f} ms   n {len(ordered)}")


def one_moderator(held: int) -> None:
    """Time each kind of request, one after the other."""
    browser = client("ann")
    step = held // 100 or 1
    pages = {
        "list page": "/s/blog/list/to_decide",
        "list page, far in": f"/s/blog/list/to_decide?start={held // 2}",
        "list page, one language": "/s/blog/list/to_decide?language=fr",
        "list page, searched, one found": f"/s/blog/list/to_decide?text=Number+{held - 7}+lông",
        "list page, searched, all found": "/s/blog/list/to_decide?text=lông+COMMENT",
        "comment": "/s/blog/comment?id={at}&list=to_decide",
        "25 whole texts": "/s/blog/many?list=to_decide",
        "25 whole texts, after others": f"/s/blog/many?list=to_decide&after={held // 2}",
        "nearly the same": "/s/blog/many?like=near&of={at}",
        "nothing against": "/s/blog/list/nothing_against",
        "on hold": "/s/blog/list/on_hold",
        "figures": "/s/blog/figures",
    }
    for what, address in pages.items():
        told(what, [timed(partial(browser.get, address.format(at=number * step))) for number in range(20)])
    told("decision", [timed(partial(decide, browser, number)) for number in range(100)])
    told("decision to hold", [timed(partial(decide, browser, number, "hold")) for number in range(100, 200)])


def twenty_at_once(held: int) -> None:
    """Time decisions, each after the comment was looked at, of twenty moderators at once in one server."""
    looks: list[float] = []
    decisions: list[float] = []

    def work(place: int) -> None:
        browser = client(f"mod{place}")
        for number in range(10):
            at = 200 + place * 50 + number
            looks.append(timed(partial(browser.get, f"/s/blog/comment?id={at}&list=to_decide")))
            decisions.append(timed(partial(decide, browser, at)))
        close_store()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(MODERATORS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told(f"{MODERATORS} at once: comment", looks)
    told(f"{MODERATORS} at once: decision", decisions)
    print(
        f"{len(decisions) / (time.perf_counter() - start):.0f} comments looked at and decided a second, {held:,} held"
    )


def main() -> None:
    """Fill a database and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--held", type=int, default=100_000)
    parser.add_argument("--url", default="", help="an empty database; without it an SQLite file that is thrown away")
    told_to = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = told_to.url or f"sqlite:///{(Path(folder) / 'bench.sqlite3').as_posix()}"
        open_store(url, KEY, extra(Desk(Settings(data=Path(folder)))))
        from django.db import connections

        connections.settings["default"] |= {"CONN_MAX_AGE": 600}
        start = time.perf_counter()
        fill(told_to.comments, told_to.held)
        print(
            f"{told_to.comments:,} comments, {told_to.held:,} held, put in within {time.perf_counter() - start:.0f} s"
        )
        one_moderator(told_to.held)
        twenty_at_once(told_to.held)
        close_store()


if __name__ == "__main__":
    main()
