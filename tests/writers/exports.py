"""A thread as systems export it."""

# ruff: noqa: E501 - markup is written as systems write it

import base64
import csv
import io
import json
from datetime import UTC
from email.utils import format_datetime
from html import escape
from xml.sax.saxutils import escape as xml

from writers.thread import Said, Thread

_APPROVED = {"approved": "1", "pending": "0", "spam": "spam", "trash": "trash"}


def _cdata(text: str) -> str:
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _stamp(said: Said) -> str:
    return f"{said.moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _iso(said: Said) -> str:
    return _stamp(said).replace(" ", "T")


def wxr(thread: Thread) -> str:
    """WordPress's own export."""
    comments = "".join(
        f"""
<wp:comment>
<wp:comment_id>{one.number}</wp:comment_id>
<wp:comment_author>{_cdata(one.name())}</wp:comment_author>
<wp:comment_author_email><![CDATA[c{one.number}@example.org]]></wp:comment_author_email>
<wp:comment_author_url>{xml(one.url or "")}</wp:comment_author_url>
<wp:comment_date_gmt><![CDATA[{_stamp(one)}]]></wp:comment_date_gmt>
<wp:comment_content>{_cdata(one.typed)}</wp:comment_content>
<wp:comment_approved><![CDATA[{_APPROVED[one.status]}]]></wp:comment_approved>
<wp:comment_type><![CDATA[comment]]></wp:comment_type>
<wp:comment_parent>{one.parent or 0}</wp:comment_parent>
<wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>"""
        for one in thread.comments
    )
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version>
<item><title>{_cdata(thread.title)}</title><link>{xml(thread.url)}</link><wp:post_id>{thread.number}</wp:post_id>{comments}
</item></channel></rss>
"""


def rest(thread: Thread) -> str:
    """An answer of WordPress's REST API to somebody who may edit."""
    status = {"pending": "hold"}
    return json.dumps(
        [
            {
                "id": one.number, "post": thread.number, "parent": one.parent or 0, "author": 0,
                "author_name": one.name(), "author_email": f"c{one.number}@example.org", "author_url": one.url or "",
                "date": _iso(one), "date_gmt": _iso(one),
                "content": {"rendered": one.html, "raw": one.typed.replace("\n", "\r\n")},
                "link": f"{thread.url}#comment-{one.number}", "status": status.get(one.status, one.status),
                "type": "comment",
            }
            for one in thread.comments
        ]
    ).replace("/", "\\/")  # fmt: skip


_COLUMNS = (
    "comment_ID,comment_post_ID,post_title,post_url,comment_author,comment_author_email,comment_author_url,"
    "comment_date_gmt,comment_content,comment_approved,comment_parent,likes,dislikes"
).split(",")


def _separated(thread: Thread, **form: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, **form)  # type: ignore[arg-type]
    writer.writerow(_COLUMNS)
    for one in thread.comments:
        writer.writerow(
            (
                one.number, thread.number, thread.title, thread.url, one.name(), f"c{one.number}@example.org",
                one.url or "", _stamp(one), one.typed, _APPROVED[one.status], one.parent or 0, one.likes, one.dislikes,
            )
        )  # fmt: skip
    return out.getvalue()


def csv_table(thread: Thread) -> str:
    """WP-CLI's list of comments, with votes."""
    return _separated(thread)


def tsv_table(thread: Thread) -> str:
    """The same between tabulators."""
    return _separated(thread, delimiter="\t", lineterminator="\n")


_NO_PLAIN = ("\n", ": ", "- ", "*", "#", "<", ">", "%", "  ", "[", "]", "{", "}", "&", "'")


def _as_spyc(value: str) -> str:
    """A value as WP-CLI's YAML has it, which is not always YAML."""
    if not any(sign in value for sign in _NO_PLAIN) and value[:1] != "!" and value[-1:] != ":":
        return value if value and not value.isdecimal() else f'"{value}"'
    for quote in ("'", '"'):
        if "\n" not in value and quote not in value:
            return f"{quote}{value}{quote}"
    return "|" + "".join(f"\n    {line.strip()}" for line in value.split("\n"))


def wp_cli_yaml(thread: Thread) -> str:
    """What `wp comment list --format=yaml` prints."""
    out = ["---"]
    for one in thread.comments:
        fields = {
            "comment_ID": str(one.number), "comment_post_ID": str(thread.number), "url": f"{thread.url}#comment-{one.number}",
            "comment_author": one.name(), "comment_author_url": one.url or "", "comment_date_gmt": _stamp(one),
            "comment_content": one.typed, "comment_approved": _APPROVED[one.status], "comment_parent": str(one.parent or 0),
        }  # fmt: skip
        out += ["- ", *(f"  {name}: {_as_spyc(value)}" for name, value in fields.items())]
    return "\n".join([*out, ""])


def json_lines(thread: Thread) -> str:
    """A line of JSON for each comment."""
    return "".join(
        json.dumps(
            {
                "id": str(one.number), "post_url": thread.url, "post_title": thread.title,
                "parent_id": one.parent and str(one.parent), "author": one.author and one.name(), "website": one.url,
                "created_at": _iso(one) + "Z", "text": one.typed, "status": one.status,
                "likes": one.likes, "dislikes": one.dislikes,
            },
            ensure_ascii=False,
        )
        + "\n"
        for one in thread.comments
    )  # fmt: skip


_Row = tuple[str | int | None, ...]


def _sql(value: str | int | None) -> str:
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    for sign, written in (("\\", "\\\\"), ("'", "\\'"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\0", "\\0")):
        value = value.replace(sign, written)
    return f"'{value}'"


def mysql_dump(thread: Thread) -> str:
    """What mysqldump makes of a WordPress with wpDiscuz."""
    rows: list[_Row] = [
        (
            one.number, thread.number, one.name(), f"c{one.number}@example.org", one.url or "", "192.0.2.1",
            _stamp(one), _stamp(one), one.typed, 0, _APPROVED[one.status], "Mozilla/5.0", "comment", one.parent or 0, 0,
        )
        for one in thread.comments
    ]  # fmt: skip
    votes: list[_Row] = [
        (
            one.number, one.number, "wpdiscuz_votes_seperate",
            f'a:2:{{s:4:"like";i:{one.likes};s:7:"dislike";i:{one.dislikes};}}',
        )
        for one in thread.comments
    ]  # fmt: skip
    post: _Row = (thread.number, 1, "2024-03-01 00:00:00", "2024-03-01 00:00:00", "", thread.title, "", "publish")
    post += ("open", "open", "", "kettle", "", "", "2024-03-01 00:00:00", "2024-03-01 00:00:00", "", 0)
    post += (f"https://tinshed.example/?p={thread.number}", 0, "post", "", len(rows))
    options: list[_Row] = [
        (1, "home", "https://tinshed.example", "yes"),
        (2, "permalink_structure", "/%year%/%monthnum%/%postname%/", "yes"),
    ]
    tables = {"comments": rows, "commentmeta": votes, "posts": [post], "options": options}
    return "".join(
        f"INSERT INTO `wp_{name}` VALUES {','.join('(' + ','.join(map(_sql, row)) + ')' for row in rows)};\n"
        for name, rows in tables.items()
        if rows
    )


def disqus(thread: Thread) -> str:
    """Disqus's export."""
    posts = "".join(
        f"""<post dsq:id="{one.number}"><id/><message>{_cdata(one.html)}</message><createdAt>{_iso(one)}Z</createdAt>
<isDeleted>{str(one.status == "trash").lower()}</isDeleted><isSpam>{str(one.status == "spam").lower()}</isSpam>
<isApproved>{str(one.status != "pending").lower()}</isApproved>
<author><name>{xml(one.author or "")}</name><isAnonymous>true</isAnonymous></author><thread dsq:id="900"/>
{f'<parent dsq:id="{one.parent}"/>' if one.parent else ""}</post>
"""
        for one in thread.comments
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<thread dsq:id="900"><id/><link>{xml(thread.url)}</link><title>{xml(thread.title)}</title></thread>
{posts}</disqus>
"""


def blogger(thread: Thread) -> str:
    """Blogger's export."""
    post = f"tag:blogger.com,1999:blog-7.post-{thread.number}00"
    kind = "http://schemas.google.com/blogger/2008/kind#"
    comments = "".join(
        f"""<entry><id>tag:blogger.com,1999:blog-7.post-{one.number}</id><published>{_iso(one)}.000Z</published>
<category scheme='http://schemas.google.com/g/2005#kind' term='{kind}comment'/><title type='text'>x</title>
<content type='html'>{xml("<br />".join(map(escape, one.text.split(chr(10)))))}</content>
{"<app:control xmlns:app='http://purl.org/atom/app#'><app:draft>yes</app:draft></app:control>" * (one.status == "pending")}
{f"<link rel='related' href='http://www.blogger.com/feeds/7/{thread.number}00/comments/default/{one.parent}'/>" if one.parent else ""}
<author><name>{xml(one.author or "")}</name>{f"<uri>{xml(one.url)}</uri>" if one.url else ""}<email>noreply@blogger.com</email></author>
<thr:in-reply-to ref='{post}' href='{xml(thread.url)}'/></entry>
"""
        for one in thread.comments
    )
    return f"""<?xml version='1.0' encoding='UTF-8'?>
<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>
<id>tag:blogger.com,1999:blog-7.archive</id>
<entry><id>{post}</id><category scheme='http://schemas.google.com/g/2005#kind' term='{kind}post'/>
<title type='text'>{xml(thread.title)}</title><link rel='alternate' href='{xml(thread.url)}'/></entry>
{comments}</feed>
"""


def isso(thread: Thread) -> str:
    """Isso's generic JSON."""
    listed = [
        {
            "id": one.number, "parent": one.parent, "mode": 2 if one.status == "pending" else 1, "author": one.author,
            "email": None, "website": one.url, "remote_addr": "192.0.2.0", "created": _stamp(one), "text": one.typed,
            "likes": one.likes, "dislikes": one.dislikes,
        }
        for one in thread.comments
    ]  # fmt: skip
    return json.dumps([{"id": thread.url, "title": thread.title, "comments": listed}])


def remark42(thread: Thread) -> str:
    """Remark42's backup."""
    lines: list[object] = [{"version": 1, "users": [], "posts": [{"url": thread.url}]}]
    for one in thread.comments:
        votes = {f"a{voter}": True for voter in range(one.likes)} | {
            f"b{voter}": False for voter in range(one.dislikes)
        }
        lines.append(
            {
                "id": str(one.number), "pid": str(one.parent or ""), "text": one.html, "orig": one.text,
                "user": {"name": one.author or "", "id": "anonymous_1", "admin": False},
                "locator": {"site": "tinshed", "url": thread.url}, "score": one.likes - one.dislikes, "votes": votes,
                "time": _iso(one) + ".000000000Z", "title": thread.title,
            }
        )  # fmt: skip
    return "\n".join(map(json.dumps, lines)) + "\n"


def jekyll(thread: Thread) -> str:
    """A post that an import to Jekyll wrote, with Ruby's base64 for what is no ASCII."""
    out = [
        f"---\ntitle: {json.dumps(thread.title)}\nwordpress_id: {thread.number}\nwordpress_url: {thread.url}\ncomments:\n"
    ]
    for one in thread.comments:
        text = one.typed
        written = json.dumps(text) if text.isascii() else "!binary |-\n    " + base64.b64encode(text.encode()).decode()
        out.append(
            f"- id: {one.number}\n  author: {json.dumps(one.author and one.name(), ensure_ascii=False)}\n  author_url: {json.dumps(one.url or '')}\n"
            f"  date: '{_stamp(one)} +0000'\n  content: {written}\n  parent: {one.parent or 0}\n"
        )
    return "".join(out) + "---\nThe article itself.\n"


def feed(thread: Thread) -> str:
    """WordPress's feed of comments, the newest first."""
    names = {one.number: one.name("Anonymous") for one in thread.comments}
    items = []
    for one in reversed(thread.comments):
        link = f"{thread.url}#comment-{one.number}"
        answered = (
            f'<p>In reply to <a href="{thread.url}#comment-{one.parent}">{names[one.parent]}</a>.</p>\n'
            if one.parent
            else ""
        )
        items.append(
            f"<item><title>Comment on {xml(thread.title)} by {xml(one.author or 'Anonymous')}</title><link>{xml(link)}</link>"
            f"<dc:creator>{_cdata(one.name('Anonymous'))}</dc:creator><pubDate>{format_datetime(one.moment.astimezone(UTC))}</pubDate>"
            f"<guid>{xml(link)}</guid><content:encoded>{_cdata(answered + one.html)}</content:encoded></item>\n"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Comments for Tin Shed</title>\n'
        f"<generator>https://wordpress.org/?v=6.1</generator>\n{''.join(items)}</channel></rss>\n"
    )
