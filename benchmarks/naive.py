"""The script that people write today: `python benchmarks/naive.py FILE.csv`; prints comments per second.

pandas reads, langdetect and VADER are applied row by row, a scikit-learn model predicts one text at
a time, groupby counts.
"""

import sys
import time

import pandas as pd
from corpus import TRAINING
from langdetect import DetectorFactory, LangDetectException, detect
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer


def spam_model() -> Pipeline:
    rows = pd.concat([pd.read_csv(TRAINING / f"comments_{language}.csv") for language in ("en", "fr")])
    return make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression()).fit(rows["text"], rows["spam"])


def language_of(text: str) -> str:
    try:
        return str(detect(text))
    except LangDetectException:
        return "unknown"


def main(path: str) -> None:
    DetectorFactory.seed = 0
    model, vader = spam_model(), SentimentIntensityAnalyzer()
    detect("load the profiles first")
    started = time.perf_counter()
    comments = pd.read_csv(path)
    comments["language"] = comments["text"].apply(language_of)
    comments["sentiment"] = comments["text"].apply(lambda text: vader.polarity_scores(text)["compound"])
    comments["spam"] = comments["text"].apply(lambda text: model.predict([text])[0])
    comments.groupby("post_url").agg({"text": "count", "sentiment": "mean"})
    print(f"{len(comments) / (time.perf_counter() - started):.0f}")


if __name__ == "__main__":
    main(sys.argv[1])
