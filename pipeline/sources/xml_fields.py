"""What the children of an XML element say, by name without namespace."""

from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from lxml import etree


@lru_cache(maxsize=1024)
def plain_name(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def texts(element: etree._Element) -> dict[str, str]:
    """Return what the children hold as text; the first of each name counts."""
    fields: dict[str, str] = {}
    for child in element:
        name = plain_name(child.tag)
        if name not in fields:
            text = child.text
            fields[name] = text.strip() if text else ""
    return fields


def below(element: etree._Element, name: str) -> dict[str, str]:
    """Return what the children of the first child of that name hold as text."""
    child = element.find(f"{{*}}{name}")
    return texts(child) if child is not None else {}


def moment(text: str | None, zone: tzinfo) -> datetime | None:
    """Return an ISO 8601 moment in UTC; None for none."""
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    if found is None or not 1970 <= found.year <= 2200:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
