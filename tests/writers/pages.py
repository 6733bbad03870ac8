"""A thread as systems show it: each in its own markup, with what stands around comments there."""

# ruff: noqa: E501 - markup is written as systems write it

import json
from datetime import UTC, datetime
from html import escape

from writers.thread import Said, Thread


def _iso(said: Said) -> str:
    return f"{said.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S+00:00}"


def _clock(moment: datetime) -> str:
    hour = moment.hour % 12 or 12
    return f"{hour}:{moment:%M} {'am' if moment.hour < 12 else 'pm'}"


def _long(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment.year} at {_clock(moment)}"


def _linked(said: Said, nameless: str = "Anonymous", **attributes: str) -> str:
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    name = said.name(nameless)
    return f'<a href="{escape(said.url)}" rel="external nofollow ugc"{written}>{name}</a>' if said.url else name


def _page(thread: Thread, comments: str, head: str = "", body: str = "") -> str:
    return f"""<!DOCTYPE html>
<html lang="en-US"><head><meta charset="UTF-8"><title>{escape(thread.title)} | The Tin Shed</title>
<link rel="canonical" href="{thread.url}">{head}</head>
<body class="{body or "post"}"><article class="post"><h1 class="entry-title">{escape(thread.title)}</h1>
<div class="entry-content"><p>{thread.opening}</p></div></article>
{comments}
</body></html>
"""


def _wordpress(thread: Thread, comments: str) -> str:
    return _page(
        thread,
        comments
        + '\n<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form><textarea></textarea></form></div>',
        '<meta name="generator" content="WordPress 6.1.1">',
        f"single single-post postid-{thread.number}",
    )


def classic(thread: Thread) -> str:
    """A theme with WordPress's own list of comments in HTML 5."""

    def one(said: Said, replies: str, depth: int) -> str:
        waiting = '<em class="comment-awaiting-moderation">Your comment is awaiting moderation.</em>'
        return f"""<li id="comment-{said.number}" class="comment even depth-{depth}">
<article id="div-comment-{said.number}" class="comment-body"><footer class="comment-meta"><div class="comment-author vcard">
<img alt='c{said.number}@example.org' src='a.png' class='avatar photo'/> <b class="fn">{_linked(said, **{"class": "url"})}</b>
<span class="says">says:</span></div><div class="comment-metadata"><a href="{thread.url}#comment-{said.number}">
<time datetime="{_iso(said)}">{_long(said.moment)}</time></a></div>{waiting * (said.status == "pending")}</footer>
<div class="comment-content">{said.html}</div><div class="reply"><a class='comment-reply-link'
 href='?replytocom={said.number}#respond' data-commentid="{said.number}">Reply</a></div></article>{replies}</li>"""

    listed = thread.nested(one, '<ol class="children">{}</ol>')
    heading = f'<h2 class="comments-title">{len(thread.comments)} thoughts on &ldquo;{escape(thread.title)}&rdquo;</h2>'
    return _wordpress(thread, f'<div id="comments">{heading}<ol class="comment-list">\n{listed}\n</ol></div>')


def block(thread: Thread) -> str:
    """A theme of blocks."""

    def one(said: Said, replies: str, depth: int) -> str:
        return f"""<li id="comment-{said.number}" class="comment depth-{depth}"><div class="wp-block-columns">
<div class="wp-block-avatar"><img alt='{said.name("Anonymous")} Avatar' src='a.png' class='avatar'/></div>
<div class="wp-block-comment-author-name">{_linked(said)}</div>
<div class="wp-block-comment-date"><time datetime="{_iso(said)}"><a href="{thread.url}#comment-{said.number}">
{said.moment:%B} {said.moment.day}, {said.moment.year}</a></time></div>
<div class="wp-block-comment-content">{said.html}</div><div class="wp-block-comment-reply-link">
<a class='comment-reply-link' href='?replytocom={said.number}#respond' data-commentid="{said.number}">Reply</a></div></div>
{replies}</li>"""

    listed = thread.nested(one, "<ol>{}</ol>")
    heading = f'<h2 class="wp-block-comments-title">{len(thread.comments)} responses to “{escape(thread.title)}”</h2>'
    return _wordpress(
        thread, f'<div class="wp-block-comments">{heading}<ol class="wp-block-comment-template">\n{listed}\n</ol></div>'
    )


def old(thread: Thread) -> str:
    """A theme of 2005, that has no element for the text: name, date and text stand in one another's company."""

    def one(said: Said, replies: str, depth: int) -> str:
        return f"""<li class="alt depth-{depth}" id="comment-{said.number}"><cite>{_linked(said)}</cite> Says:<br />
<small class="commentmetadata"><a href="#comment-{said.number}" title="">{_long(said.moment)}</a></small>
{said.html}{replies}</li>"""

    listed = thread.nested(one, '<ul class="children">{}</ul>')
    return _wordpress(
        thread, f'<h3 id="comments">{len(thread.comments)} Responses to this</h3><ol class="commentlist">{listed}</ol>'
    )


def worded(thread: Thread) -> str:
    """A theme that writes the date and the button right after the name, in no element of their own."""

    def one(said: Said, replies: str, depth: int) -> str:
        return f"""<li class="comment depth-{depth}" id="comment-{said.number}"><div class="the-comment"><div class="comment-box">
<div class="comment-author meta"><strong>{_linked(said)}</strong>{_long(said.moment)}<a class="comment-reply-link"
href="?replytocom={said.number}"> - Reply</a></div><div class="comment-text">{said.html}</div></div></div>{replies}</li>"""

    listed = thread.nested(one, '<ul class="children">{}</ul>')
    return _wordpress(thread, f'<h2>{len(thread.comments)} Comments</h2><ol class="comment-list">{listed}</ol>')


def wpdiscuz_7(thread: Thread) -> str:
    """wpDiscuz 7: replies stand beside what they answer, the number of the parent in the id."""

    def one(said: Said, replies: str, depth: int) -> str:
        votes = said.likes
        return f"""<div id='wpd-comm-{said.number}_{said.parent or 0}' class='comment wpd-comment wpd_comment_level-{depth}'>
<div class="wpd-comment-wrap wpd-blog-guest{" wpd-unapproved-comment" * (said.status == "pending")}">
<div class="wpd-comment-left"><div class="wpd-avatar"><img alt='c{said.number}@example.org' src='a.png'></div></div>
<div id="comment-{said.number}" class="wpd-comment-right"><div class="wpd-comment-header">
<div class="wpd-comment-author">{_linked(said)}</div>
<div class="wpd-comment-date" title="{said.moment:%B} {said.moment.day}, {said.moment.year} {_clock(said.moment)}">
<i class='far fa-clock' aria-hidden='true'></i> 2 years ago</div></div>
<div class="wpd-comment-text">{said.html}</div>
<div class="wpd-comment-footer"><div class="wpd-vote"><div class="wpd-vote-up"></div>
<div class='wpd-vote-result' title='{votes}'>{votes}</div></div><div class="wpd-reply-button"><span>Reply</span></div></div>
</div></div><div id='wpdiscuz_form_anchor-{said.number}_{said.parent or 0}'></div>{replies}</div>"""

    return _wordpress(
        thread,
        f"""<div id="wpdcom" class="wpdiscuz_unauth"><div class="wpd-thread-head">
<div class="wpd-thread-info" data-comments-count="{len(thread.comments)}"><span class='wpdtc'>{len(thread.comments)}</span> Comments</div></div>
<div class="wpd-thread-list">{thread.nested(one, "{}")}</div></div>""",
    )


def wpdiscuz_5(thread: Thread) -> str:
    """wpDiscuz 5, with votes for and against apart."""

    def one(said: Said, replies: str, depth: int) -> str:
        moment = said.moment
        return f"""<div id="wc-comm-{said.number}_{said.parent or 0}" class="wc-comment wc-blog-guest wc_comment_level-{depth}">
<div class="wc-comment-left"><div class="wc-blog-guest wc-comment-label"><span>Guest</span></div></div>
<div id="comment-{said.number}" class="wc-comment-right"><div class="wc-comment-header">
<div class="wc-comment-author">{_linked(said)}</div></div><div class="wc-comment-text">{said.html}</div>
<div class="wc-comment-footer"><span class="wc-vote-result wc-vote-result-like" title="{said.likes}">{said.likes}</span>
<span class="wc-vote-result wc-vote-result-dislike" title="-{said.dislikes}">-{said.dislikes}</span>
<div class="wc-comment-date" title="{moment.day}/{moment.month}/{moment.year} {moment:%H:%M}">2 years ago</div></div></div>{replies}</div>"""

    # A date that tells which number is the day: the site's own.
    told = '<div class="wc-comment-date">31/12/2023 10:00</div>'
    return _wordpress(
        thread,
        f'<div id="wpcomm"><div class="wc-thread-wrapper">{thread.nested(one, "{}")}</div></div><aside>{told}</aside>',
    )


def blogger(thread: Thread) -> str:
    """Blogger's threaded comments; it has two levels, so replies to replies stand in deeper lists here."""

    def one(said: Said, replies: str, _depth: int) -> str:
        name = f'<a href="{escape(said.url)}" rel="nofollow">{said.name()}</a>' if said.url else said.name("Anonymous")
        link = f"{thread.url}?showComment={int(said.moment.timestamp())}000#c{said.number}"
        text = "<br>".join(escape(line) for line in said.text.split("\n"))
        return f"""<li class="comment" id="c{said.number}"><div class="comment-block"><div class="comment-header">
<cite class="user">{name}</cite><span class="icon user "></span><span class="datetime secondary-text">
<a rel="nofollow" href="{link}">{_long(said.moment)}</a></span></div><p class="comment-content">{text}</p>
<span class="comment-actions secondary-text"><a class="comment-reply">Reply</a></span></div>
<div class="comment-replies">{replies}</div></li>"""

    listed = thread.nested(one, '<div class="comment-thread inline-thread"><ol>{}</ol></div>')
    return _page(
        thread,
        f"""<div class='comments' id='comments'><h4>{len(thread.comments)} comments:</h4>
<div class="comment-thread toplevel-thread"><ol id="top-ra">{listed}</ol></div></div>""",
        "<meta content='blogger' name='generator'>",
    )


def drupal(thread: Thread) -> str:
    """Drupal 10: replies stand in a block behind what they answer."""

    def one(said: Said, replies: str, _depth: int) -> str:
        return f"""<article data-comment-user-id="0" id="comment-{said.number}" class="js-comment comment by-anonymous">
<mark class="hidden" data-comment-timestamp="{int(said.moment.timestamp())}"></mark><footer class="comment__meta">
<p class="comment__author"><span typeof="schema:Person" property="schema:name">{_linked(said)} (not verified)</span></p>
<p class="comment__time">{said.moment:%a, %m/%d/%Y - %H:%M}</p></footer><div class="comment__content">
<div class="text-formatted field field--name-comment-body field__item">{said.html}</div>
<ul class="links inline"><li class="comment-reply"><a href="/comment/reply/{said.number}">Reply</a></li></ul></div></article>
{replies}"""

    listed = thread.nested(one, '<div class="indented">{}</div>')
    return _page(thread, f"<section><h2>Comments</h2>{listed}</section>", '<meta name="Generator" content="Drupal 10">')


def spip(thread: Thread) -> str:
    """SPIP's plugin of comments."""

    def one(said: Said, replies: str, _depth: int) -> str:
        name = (
            f'<a class="url fn n" href="{escape(said.url)}">{said.name()}</a>'
            if said.url
            else f'<span class="fn n">{said.name()}</span>'
        )
        named = f', par <strong class="comment-author vcard">{name}</strong>' if said.author or said.url else ""
        moment = said.moment
        return f"""<li id="comment{said.number}" class="comment-li comment-item"><div class="comment hentry"><div class="comment-meta">
<a href="#comment{said.number}" class="permalink">#</a> <abbr class="dtreviewed published" title="{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}">
{moment.day} mars {moment.year}</abbr>{named}</div><div class="comment-content entry-content">{said.html}</div>
<div class="comment-reply"><a href="#">Répondre</a></div></div>{replies}</li>"""

    listed = thread.nested(one, '<ul class="comments-children">{}</ul>')
    return _page(
        thread,
        f'<div class="comments"><h2>{len(thread.comments)} commentaires</h2><ul class="comments-items">{listed}</ul></div>',
        '<meta name="generator" content="SPIP 4.1.5">',
    )


def disqus(thread: Thread) -> str:
    """Disqus's frame."""

    def one(said: Said, replies: str, _depth: int) -> str:
        moment = said.moment
        answered = (
            f'<a href="#comment-{said.parent}" class="parent-link" data-role="parent-link">someone</a>'
            if said.parent
            else ""
        )
        return f"""<li class="post" id="post-{said.number}"><div data-role="post-content" class="post-content"><div class="post-body">
<header class="comment__header"><span class="post-byline"><span class="author">{said.name()}</span> {answered}</span>
<div class="post-meta"><a href="{thread.url}#comment-{said.number}" data-role="relative-time" class="time-ago"
 title="{moment:%A, %B} {moment.day}, {moment.year} {_clock(moment).upper()}">6 years ago</a></div></header>
<div class="post-message" data-role="message" dir="auto">{said.html}</div><footer><menu>
<span class="count" data-role="likes">{said.likes}</span><span class="count" data-role="dislikes">{said.dislikes}</span>
</menu></footer></div></div>{replies}</li>"""

    listed = thread.nested(one, '<ul data-role="children" class="children">{}</ul>')
    return _page(thread, f'<div id="posts"><ul id="post-list" class="post-list">{listed}</ul></div>')


def isso(thread: Thread) -> str:
    """Isso's list."""

    def one(said: Said, replies: str, _depth: int) -> str:
        name = (
            f'<a class="isso-author" href="{escape(said.url)}">{said.name()}</a>'
            if said.url
            else f'<span class="isso-author">{said.name("Anonymous")}</span>'
        )
        return f"""<div class="isso-comment" id="isso-{said.number}"><div class="isso-text-wrapper"><div class="isso-comment-header">
{name}<span class="isso-spacer">•</span><a class="isso-permalink" href="#isso-{said.number}"><time
 datetime="{said.moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.000Z">6 years ago</time></a><span class="isso-note"></span></div>
<div class="isso-text">{said.html}</div><div class="isso-comment-footer"><span class="isso-votes">{said.likes}</span>
<a class="isso-reply" href="#">Reply</a></div></div><div class="isso-follow-up">{replies}</div></div>"""

    return _page(thread, f'<section id="isso-thread"><div id="isso-root">{thread.nested(one, "{}")}</div></section>')


def microdata(thread: Thread) -> str:
    """Any page that follows schema.org."""

    def one(said: Said, replies: str, _depth: int) -> str:
        url = f'<link itemprop="url" href="{escape(said.url)}">' if said.url else ""
        name = f'<span itemprop="name">{said.name()}</span>' if said.author else ""
        return f"""<div itemprop="comment" itemscope itemtype="https://schema.org/Comment" id="message-{said.number}">
<span itemprop="author" itemscope itemtype="https://schema.org/Person">{url}{name}</span>
<time itemprop="dateCreated" datetime="{_iso(said)}">some day</time><div itemprop="text">{said.html}</div>
<span itemprop="upvoteCount">{said.likes}</span><span itemprop="downvoteCount">{said.dislikes}</span>{replies}</div>"""

    return _page(thread, f"<section><h2>{len(thread.comments)} comments</h2>{thread.nested(one, '{}')}</section>")


def microformats(thread: Thread) -> str:
    """A page with webmentions shown."""

    def one(said: Said, replies: str, _depth: int) -> str:
        url = f' href="{escape(said.url)}"' if said.url else ""
        return f"""<div class="u-comment h-cite"><span class="p-author h-card"><a class="p-name u-url"{url}>{said.name()}</a></span>
<time class="dt-published" datetime="{_iso(said)}"></time><div class="e-content">{said.html}</div>{replies}</div>"""

    return _page(thread, f'<div class="h-entry">{thread.nested(one, "{}")}</div>')


def linked_data(thread: Thread) -> str:
    """A page that says its comments in JSON-LD."""

    def told(number: int | None) -> list[dict[str, object]]:
        return [
            {
                "@type": "Comment", "@id": f"{thread.url}#comment-{one.number}",
                "author": {"@type": "Person", "name": one.author, "url": one.url}, "text": one.html,
                "dateCreated": _iso(one), "upvoteCount": one.likes, "downvoteCount": one.dislikes,
                "comment": told(one.number),
            }
            for one in thread.answers(number)
        ]  # fmt: skip

    article = {"@context": "https://schema.org", "@type": "Article", "headline": thread.title, "comment": told(None)}
    written = json.dumps(article).replace("</", "<\\/").replace("<!--", "<\\u0021--")
    return _page(thread, "", f'<script type="application/ld+json">{written}</script>')
