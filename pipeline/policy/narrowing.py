"""From the stretches that moved a score to the fewest words that did: what lowers it when those alone are gone."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from pipeline.classifiers.explain import LEAST, ScoreOf, Stretch, scores_without
from pipeline.policy.marking import Part, Span, parts, telling

_FEW = 12  # words that are taken out one by one; what is longer is first looked at in runs of them
_RUNS = 4
_MOST = 5
_SHARE = 0.3  # of the heaviest word or run
_BETWEEN = 2  # words that say nothing, which may stand between two that do

Losses = dict[Span, float]


def narrowed(
    score: ScoreOf,
    texts: Sequence[str],
    full: npt.NDArray[np.float64],
    found: Sequence[Sequence[Stretch]],
    whole: Sequence[Mapping[Span, bool]],
) -> list[list[Stretch]]:
    """Return per text the smallest spans within the stretches `found` that lower its score when gone, heaviest first.

    `full`: the texts' scores; `whole`: per text the spans that are never cut and stand by themselves (an address), and
    whether they may be returned.
    No span begins or ends with a word that says nothing, or runs over the end of a sentence.
    """

    def losses(spans: Sequence[Sequence[Span]]) -> list[Losses]:
        left = scores_without(score, texts, spans)
        return [dict(zip(of, one - rest, strict=True)) for of, one, rest in zip(spans, full, left, strict=True)]

    runs = [
        [run for stretch in stretches if (run := _within(of, stretch))]
        for of, stretches in zip((parts(text, of) for text, of in zip(texts, whole, strict=True)), found, strict=True)
    ]
    while any(len(run) > _FEW for several in runs for run in several):
        cut = [[piece for run in several for piece in _cut(run)] for several in runs]
        lost = losses([[_span(piece) for piece in several] for several in cut])
        runs = [_heaviest(several, of) for several, of in zip(cut, lost, strict=True)]
    alone = losses([[part.span for run in several for part in run if not part.says_nothing] for several in runs])
    joined = [list(_joined(several, of)) for several, of in zip(runs, alone, strict=True)]
    together = losses(joined)
    return [_settled(several, of, known) for several, of, known in zip(joined, together, alone, strict=True)]


def _within(found: Sequence[Part], stretch: Stretch) -> list[Part]:
    return [part for part in found if part.start < stretch[1] and part.end > stretch[0]]


def _cut(run: list[Part]) -> Iterator[list[Part]]:
    if len(run) <= _FEW:
        yield run
    else:
        size = -(-len(run) // _RUNS)
        yield from (run[at : at + size] for at in range(0, len(run), size))


def _span(run: Sequence[Part]) -> Span:
    return run[0].start, run[-1].end


def _heaviest(runs: list[list[Part]], losses: Losses) -> list[list[Part]]:
    """Return those of the runs that carry most of it, in order; the first of all where none carries anything."""
    kept = sorted(runs, key=lambda run: -losses[_span(run)])[:_MOST]
    enough = max(_SHARE * losses[_span(kept[0])], LEAST) if kept else 0.0
    return [run for run in runs if run in kept[:1] or (run in kept and losses[_span(run)] >= enough)]


def _joined(runs: list[list[Part]], losses: Losses) -> Iterator[Span]:
    """Yield the words that carry enough, neighbours as one; of a run without such all that says anything."""
    enough = max(_SHARE * max(losses.values(), default=0.0), LEAST)
    for run in runs:
        heavy = [place for place, part in enumerate(run) if losses.get(part.span, 0.0) >= enough]
        yield from _neighbours(run, heavy) if heavy else telling(run)


def _neighbours(run: list[Part], heavy: Sequence[int]) -> Iterator[Span]:
    first = last = heavy[0]
    for place in heavy[1:]:
        if not _go_together(run[last : place + 1]):
            yield run[first].start, run[last].end
            first = place
        last = place
    yield run[first].start, run[last].end


def _go_together(found: list[Part]) -> bool:
    """Tell whether the first and the last of these parts are marked as one, with the little words between them."""
    if found[0].sentence != found[-1].sentence or any(part.is_whole for part in found):
        return False
    between = found[1:-1]
    return (
        len(between) <= _BETWEEN
        and all(part.says_nothing for part in between)
        and not any(part.ends_clause for part in found[:-1])
    )


def _settled(spans: list[Span], together: Losses, alone: Losses) -> list[Stretch]:
    """Return the spans that lower the score; where neighbours do not together, those of them that do alone."""
    found: Losses = {}
    for span in spans:
        if together[span] >= LEAST:
            found[span] = together[span]
        else:
            found |= {one: lost for one, lost in alone.items() if span[0] <= one[0] and one[1] <= span[1]}
    enough = max(_SHARE * max(found.values(), default=0.0), LEAST)
    heaviest = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_MOST]
    return [(start, end, round(lost, 4)) for (start, end), lost in heaviest if lost >= enough]
