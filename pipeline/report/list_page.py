"""Pages that are nothing but a list of comments, and the list at the end of others."""

from pipeline.report.block import Link
from pipeline.report.pages import page as filled
from pipeline.report.places import Folder, page_name
from pipeline.report.post_page import PostPage


def list_title(page: PostPage) -> str:
    """Return the heading of a list: whether it is all comments or those that readers see."""
    return page.words.say("All comments") if page.is_internal else page.words.say("The comments")


def put_list(page: PostPage, heading: str, nav: list[Link], folder: Folder) -> None:
    """Write the pages of a list of comments; nothing leads to an empty one, so that there is none."""
    if not page.list.entries:
        folder.remove([page_name(page.view.name, 0)])
        return
    for number in range(page.list.pages):
        folder.put(page_name(page.view.name, number), list_html(page, number, heading, nav))


def list_html(page: PostPage, number: int, heading: str, nav: list[Link]) -> str:
    """Return a page that is nothing but a list of comments."""
    return filled(
        "post.html",
        page.words,
        {
            "internal": page.is_internal,
            "title": f"{heading} · {page.view.site.title}",
            "heading": heading,
            "nav": nav,
            **list_values(page, number),
        },
    )


def list_values(page: PostPage, number: int) -> dict[str, object]:
    """Return what the list of comments needs in a template."""
    only = page.view.only(page.names)
    return {
        "rules": page.list.rules(only, number),
        "remarks": page.list.remarks(only, number),
        "items": page.list.body(number),
        "list_title": list_title(page),
        "pages": _pager(page, number),
    }


def _pager(page: PostPage, current: int) -> list[Link]:
    if page.list.pages < 2:
        return []
    return [
        Link(page.words.number(number + 1), "" if number == current else page_name(page.view.name, number))
        for number in range(page.list.pages)
    ]
