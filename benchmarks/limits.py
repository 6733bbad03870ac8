"""How many of our own comments limits of the policy hold, on scores by classifiers that were fitted without them.

    python benchmarks/limits.py CORPORA            at the limits of `pipeline.policy.rules.DEFAULTS`
    python benchmarks/limits.py CORPORA --around   also at limits around them

Comments that were written as twins of abuse, differing from it in one thing, count only in a language's last line.
CORPORA is the folder of `causerie train`. Takes as long as training spam and abuse; in brackets the upper end of the
95 % interval (Clopper & Pearson 1934).
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import beta

from pipeline.classifiers import abuse, abuse_training, spam, spam_training, yes_or_no
from pipeline.classifiers.corpora import Corpora
from pipeline.policy.rules import DEFAULTS

OWN = "own comments"
TRAINING = Path(__file__).parents[1] / "data" / "training"
TWINS = ("comments_contempt.csv", "comments_groups.csv", "comments_heard.csv", "comments_threats.csv")
AROUND = (-0.15, -0.1, -0.05, 0.0, 0.05, 0.1, 0.15)


def main() -> None:
    """Print the table for each language."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--around", action="store_true")
    asked = parser.parse_args()
    own = scored(Corpora.given(asked.corpora))
    for language in abuse.LANGUAGES:
        every = own[own["language"] == language]
        of = every[~every["twin"]]
        limits = [DEFAULTS[task, language].hold for task in ("spam", "abuse")]
        print(f"\n{language}: {told(of, *limits)}\n   {sure(of, DEFAULTS['spam', language].sure)}")
        print(f"   with twins: {told(every, *limits)}")
        for step in AROUND if asked.around else ():
            print(f"   {told(of, limits[0] + step, limits[1])}\n   {told(of, limits[0], limits[1] + step)}")


def scored(corpora: Corpora) -> pd.DataFrame:
    """Return our own comments with `spam_score` and `abuse_score` by classifiers that were fitted without them."""
    own = yes_or_no.own_comments()
    twins = pd.concat([pd.read_csv(TRAINING / name, dtype="str", encoding="utf-8") for name in TWINS])
    own["twin"] = own["text"].isin(twins["text"])
    given = spam_training.examples(corpora, own)
    outputs, _ = spam_training.unseen_outputs(spam_training.blocks(given), given)
    own["spam_score"] = own["text"].map(_by_text(given, yes_or_no.probability(spam.mixed(outputs))))
    for language in abuse.LANGUAGES:
        known = abuse_training.examples(corpora, own, language)
        rows = own["language"] == language
        own.loc[rows, "abuse_score"] = own["text"].map(_by_text(known, abuse_training.learnt(known, language)[1]))
    return own


def _by_text(known: pd.DataFrame, scores: np.ndarray) -> dict[str, float]:
    mine = (known["source"] == OWN).to_numpy()
    return dict(zip(known["text"][mine], scores[mine], strict=True))


def told(own: pd.DataFrame, spam_holds: float, abuse_holds: float) -> str:
    """Return in a line what limits hold of good comments, of spam and of abuse."""
    held = (own["spam_score"] >= spam_holds) | (own["abuse_score"] >= abuse_holds)
    good, bad = (own["spam"] == "ham") & (own["abuse"] == "ok"), {"spam": "spam_score", "abuse": "abuse_score"}
    caught = [
        f"{100 * (own.loc[own[word] == word, score] >= limit).mean():.0f} % of {word}"
        for (word, score), limit in zip(bad.items(), (spam_holds, abuse_holds), strict=True)
    ]
    return (
        f"spam {spam_holds:.2f}, abuse {abuse_holds:.2f}: "
        f"{_share(held & good, good)} good held, {' and '.join(caught)} held"
    )


def sure(own: pd.DataFrame, limit: float) -> str:
    """Return in a line what a limit calls spam of good comments and of spam."""
    said, good, spam_too = own["spam_score"] >= limit, (own["spam"] == "ham") & (own["abuse"] == "ok"), own["spam"]
    called = 100 * said[spam_too == "spam"].mean()
    return f"called spam from {limit}: {_share(said & good, good)} good, {called:.0f} % of spam"


def _share(marked: pd.Series, among: pd.Series) -> str:
    count, total = int(marked.sum()), int(among.sum())
    return f"{count} of {total}: {100 * count / total:.2f} % ({100 * beta.ppf(0.975, count + 1, total - count):.2f})"


if __name__ == "__main__":
    main()
