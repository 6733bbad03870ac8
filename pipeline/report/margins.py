"""How far counts of tone may be off, from what is known of the classifier's confusion."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.classifiers.model import open_model
from pipeline.errors import ModelError
from pipeline.locale import marked
from pipeline.schema import SENTIMENTS

HOW = marked(
    "From tests on comments whose tone people had labelled: of those that the classifier calls this, some "
    "are wrong, and some of those that it calls otherwise belong here. The margin takes the first off and "
    "adds the second."
)
_ON_COMMENTS = "own comments"
Shares = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class Margins:
    """Per language: of what is called `answer`, which share truly is `truth`, as `shares[language][answer][truth]`."""

    shares: Mapping[str, Shares]

    def of(self, counts: Mapping[str, Mapping[str, int]], tone: str) -> tuple[int, int] | None:
        """Return the fewest and the most comments that a tone's count may stand for; None where nothing was measured.

        `counts` are comments by language and by the tone that the classifier gave.
        """
        wrong = missed = 0.0
        for language, by_tone in counts.items():
            if not any(by_tone.values()):
                continue
            shares = self.shares.get(language)
            if shares is None:
                return None
            wrong += by_tone[tone] * (1 - shares[tone][tone])
            missed += sum(count * shares[other][tone] for other, count in by_tone.items() if other != tone)
        count = sum(by_tone[tone] for by_tone in counts.values())
        return max(round(count - wrong), 0), round(count + missed)


def margins() -> Margins:
    """Return what the card of the sentiment classifier in use tells of its errors on comments.

    `confusion` (per language, truth and answer: how many) where it has that; else the accuracy on comments, its errors
    taken to be spread evenly.
    """
    try:
        card = open_model("sentiment").card
    except ModelError:
        return Margins({})
    if card.get("confusion"):
        return Margins({language: shares(table) for language, table in card["confusion"].items()})
    return Margins(
        {str(one["language"]): _even(float(one["value"])) for one in card.get("measured", ()) if _is_accuracy(one)}
    )


def _is_accuracy(measured: Mapping[str, object]) -> bool:
    return measured.get("measure") == "accuracy" and str(measured.get("part", "")).startswith(_ON_COMMENTS)


def _even(accuracy: float) -> Shares:
    wrong = (1 - accuracy) / (len(SENTIMENTS) - 1)
    return {answer: {truth: accuracy if truth == answer else wrong for truth in SENTIMENTS} for answer in SENTIMENTS}


def shares(table: Mapping[str, Mapping[str, int]]) -> Shares:
    found: dict[str, dict[str, float]] = {}
    for answer in SENTIMENTS:
        called = sum(table[truth].get(answer, 0) for truth in SENTIMENTS) or 1
        found[answer] = {truth: table[truth].get(answer, 0) / called for truth in SENTIMENTS}
    return found
