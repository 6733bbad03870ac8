"""A thread of comments written in every form that is read: the other way round, small, and independent of the readers.

`FORMS` names the forms. What a form cannot say it leaves out; `Form` tells which.
"""

from collections.abc import Callable
from dataclasses import dataclass

from writers import exports, pages, texts
from writers.thread import Said, Thread

__all__ = ["FORMS", "Form", "Said", "Thread"]

FIELDS = ("author", "url", "moment", "parent", "status", "likes", "dislikes")


@dataclass(frozen=True)
class Form:
    """How a source's form is written, and what this spelling of it does not say, of `FIELDS`.

    `moments` is how exactly it dates; `statuses` those that it shows; `plain` that nothing but the words tells its
    parts apart; `by_name` that only names tell what is answered; `numbered` that it has the comments' own numbers;
    `levels` how deep it nests.
    """

    source: str
    write: Callable[[Thread], str]
    lacks: tuple[str, ...] = ()
    moments: str = "second"
    statuses: tuple[str, ...] = ("approved", "pending", "spam", "trash")
    plain: bool = False
    by_name: bool = False
    numbered: bool = True
    levels: int = 5


_SHOWN = ("approved",)
FORMS: dict[str, Form] = {
    "WordPress export": Form("wxr", exports.wxr, ("likes", "dislikes")),
    "REST": Form("rest", exports.rest, ("likes", "dislikes")),
    "CSV": Form("table", exports.csv_table),
    "TSV": Form("table", exports.tsv_table),
    "JSON lines": Form("table", exports.json_lines),
    "WP-CLI's YAML": Form("table", exports.wp_cli_yaml, ("likes", "dislikes")),
    "MySQL dump": Form("mysql_dump", exports.mysql_dump),
    "Disqus export": Form("disqus", exports.disqus, ("url", "likes", "dislikes")),
    "Blogger export": Form("blogger_feed", exports.blogger, ("likes", "dislikes"), statuses=("approved", "pending")),
    "Isso export": Form("isso", exports.isso, statuses=("approved", "pending")),
    "Remark42 backup": Form("remark42", exports.remark42, ("url",), statuses=_SHOWN),
    "Jekyll": Form("static_site", exports.jekyll, ("likes", "dislikes"), statuses=_SHOWN),
    "comments feed": Form("feed", exports.feed, ("url", "likes", "dislikes"), statuses=_SHOWN),
    "wpDiscuz 7": Form("wpdiscuz_page", pages.wpdiscuz_7, ("dislikes",), "minute", ("approved", "pending")),
    "wpDiscuz 5": Form("wpdiscuz_page", pages.wpdiscuz_5, (), "minute", _SHOWN),
    "classic theme": Form("wordpress_page", pages.classic, ("likes", "dislikes"), statuses=("approved", "pending")),
    "block theme": Form("wordpress_page", pages.block, ("likes", "dislikes"), statuses=_SHOWN),
    "old theme": Form("wordpress_page", pages.old, ("likes", "dislikes"), "minute", _SHOWN),
    "theme with worded heads": Form("wordpress_page", pages.worded, ("likes", "dislikes"), "minute", _SHOWN),
    "Blogger page": Form("blogger_page", pages.blogger, ("likes", "dislikes"), statuses=_SHOWN),
    "Drupal page": Form("drupal_page", pages.drupal, ("likes", "dislikes"), statuses=_SHOWN),
    "SPIP page": Form("spip_page", pages.spip, ("likes", "dislikes"), statuses=_SHOWN),
    "Disqus frame": Form("disqus_page", pages.disqus, ("url",), "minute", _SHOWN),
    "Isso page": Form("isso_page", pages.isso, ("dislikes",), statuses=_SHOWN),
    "microdata": Form("microdata", pages.microdata, statuses=_SHOWN),
    "JSON-LD": Form("linked_data", pages.linked_data, statuses=_SHOWN),
    "microformats": Form("microformats", pages.microformats, ("likes", "dislikes"), statuses=_SHOWN, numbered=False),
    "text by lynx": Form(
        "saved_text", texts.lynx, ("url", "likes", "dislikes"), "minute", _SHOWN, plain=True, numbered=False
    ),
    "text by html2text": Form("saved_text", texts.html2text, ("likes", "dislikes"), "minute", _SHOWN, plain=True),
    "text copied from wpDiscuz": Form(
        "saved_text",
        texts.copied,
        ("url", "moment", "likes", "dislikes"),
        "year",
        _SHOWN,
        plain=True,
        by_name=True,
        numbered=False,
    ),
}
