"""Comments that say nearly the same: by the share of word triples that two texts share (Jaccard, Broder 1997)."""

from pipeline.identity import fold
from pipeline.store import around
from pipeline.store.models import Comment

AT_LEAST = 0.5
_LONGEST = 3_000


def nearly(of: Comment, most: int = 25) -> list[Comment]:
    """Return what waits on the site with nearly this comment's text, the likest first, it included."""
    own = triples(of.text)
    if not own:
        return [of]
    scored = [(share(own, triples(one.text)), one.comment_id, one) for one in around.waiting(of.site)]
    near = sorted(
        (one for one in scored if one[0] >= AT_LEAST and one[1] != of.comment_id), key=lambda one: (-one[0], one[1])
    )
    return [of, *(comment for _, _, comment in near[: most - 1])]


def triples(text: str | None) -> frozenset[tuple[str, ...]]:
    """Return the word triples of a folded text; of a shorter one its words together."""
    words = fold((text or "")[:_LONGEST]).split()
    if len(words) < 3:
        return frozenset({tuple(words)}) if words else frozenset()
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def share(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return which share of all triples of two texts they have in common."""
    return len(one & other) / len(one | other) if one and other else 0.0
