"""The samples that ship with the program, against what each comment was meant to be: export, REST answers, table."""

from pathlib import Path

import pandas as pd
import pytest
from raws import READ_AT

from pipeline.identity import fold
from pipeline.sources.raw import Raw
from pipeline.sources.reading import Naming, Reading, read

TRUTH = pd.read_csv(Path(__file__).with_name("example_truth.csv"), dtype="str", keep_default_na=False)
SITE = "atelier-des-deux-rives.example"
FORMS = ("wordpress-export.xml", "wp-json-comments.json", "commentaires-recuperateur.csv")


def readings(path: Path) -> list[Reading]:
    with path.open("rb") as file:
        return list(read(Raw(file, path.name, path, READ_AT), Naming(b"key"), "run"))


@pytest.mark.parametrize("name", FORMS)
def test_every_comment_of_a_form_is_read_as_it_was_meant(name: str, example: Path) -> None:
    meant = TRUTH[TRUTH["file"].str.split().str[0] == name].set_index("own_id")
    found = readings(example / name)
    comments = pd.concat([reading.comments for reading in found]).set_index("comment_id")
    assert sum(len(reading.rejects) for reading in found) == 0
    assert comments.index.is_unique
    assert set(comments.index) == {f"{SITE}:{own_id}" for own_id in meant.index}
    for own_id, truth in meant.iterrows():
        comment = comments.loc[f"{SITE}:{own_id}"]
        assert comment["author"] == truth["author"]
        assert (comment["kind"], comment["source_status"]) == (truth["kind"], truth["status"])
        assert pd.notna(comment["parent_id"]) is (truth["is_reply"] == "yes")
        assert fold(str(comment["text"])).startswith(fold(truth["text_beginning"]))
        assert pd.notna(comment["created_at"])


def test_posts_of_the_answers_have_their_titles(example: Path) -> None:
    titles = pd.concat([reading.posts for reading in readings(example / "wp-json-posts.json")]).set_index("post_id")[
        "title"
    ]
    meant = TRUTH[TRUTH["file"] == "wp-json-comments.json"]
    assert set(titles) == set(meant["post_title"])
    comments = pd.concat([reading.comments for reading in readings(example / "wp-json-comments.json")])
    assert set(comments["post_id"]) == set(titles.index)


def test_the_table_says_marks_dates_and_no_addresses(example: Path) -> None:
    comments = pd.concat([reading.comments for reading in readings(example / "commentaires-recuperateur.csv")])
    first = comments.iloc[0]
    assert (first["rating"], first["created_at"], first["created_precision"]) == (
        5,
        pd.Timestamp("2025-04-12 10:12Z"),
        "minute",
    )
    assert comments["author_key"].str.startswith("e").all()
    assert not comments.astype("str").map(lambda value: "@example" in str(value)).to_numpy().any()
