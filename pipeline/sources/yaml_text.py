"""YAML as strangers write it: bounded in depth, and as the plain text that stands there."""

import re
from typing import Any

import yaml

_NESTED = re.compile(r"(?:[-?][ \t]+){40}")
_BRACKET = re.compile(r"[\[\]{}]")
_BaseLoader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def too_deep(written: str) -> bool:
    """Tell nesting that would exhaust the stack of libyaml, which does not count it."""
    depth = 0
    for bracket in _BRACKET.findall(written):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        if depth > 500:
            return True
    return _NESTED.search(written) is not None


def as_text(written: str) -> Any:
    """Return what YAML says with every value as text; raise ValueError where it is none, or nested too deep."""
    if too_deep(written):
        raise ValueError("nested too deep")
    try:
        return yaml.load(written, Loader=_BaseLoader)  # noqa: S506 - it makes texts, lists and mappings
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(" ".join(str(error).split())[:200]) from error
