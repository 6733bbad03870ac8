"""`causerie evaluate` as people call it: files of all kinds, one line for what cannot be measured, baselines beside."""

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipeline.classifiers.corpora import labelled
from pipeline.cli import commands  # noqa: F401
from pipeline.cli.app import app
from pipeline.errors import SourceError
from pipeline.policy.over_file import alone, copies, history, together

PETITION = "We ask the town to keep the library open on Saturdays, please sign with your name."


@pytest.mark.parametrize(
    ("raw", "labels"),
    [
        (b"text,label\nhello,ham\nbuy,SPAM\n", ["ham", "spam"]),
        (b"\xef\xbb\xbfText;Label\nhello;0\nbuy;1\n", ["ham", "spam"]),
        (b"CONTENT\tCLASS\nhello\t0.0\nbuy\t1.0\n", ["ham", "spam"]),
        ("commentaire,classe\nça va,non-spam\nachetez,pourriel\n".encode("cp1252"), ["ham", "spam"]),
        ("comment,spam\nhello,False\nbuy,True\n".encode("utf-16"), ["ham", "spam"]),
        (b"text,label\nhello,ham\nunlabelled,\nbuy,spam\n", ["ham", "spam"]),
    ],
)
def test_tables_are_read_as_people_have_them(tmp_path: Path, raw: bytes, labels: list[str]) -> None:
    path = tmp_path / "some.csv"
    path.write_bytes(raw)
    assert labelled(path, "spam")["label"].tolist() == labels


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "holds no rows"),
        (b"text,label\n", "holds no rows"),
        (b"text,label\nhello,\n", "no label in any row"),
        (b"text,label\nhello,maybe\n", "label 'maybe' says nothing of spam; known are spam, ham"),
        (b"words,label\nhello,ham\n", "has no column `text`; it has words, label"),
        (b"text,mood\nhello,ham\n", "has no column `label`"),
        (bytes(range(256)) * 4, "is no text"),
        (b'{"text": "hello", "label": "ham"}\n', "is JSON"),
        (b"\x1f\x8b\x08rest", "cannot be read"),
    ],
)
def test_what_cannot_be_measured_is_said_in_one_line(tmp_path: Path, raw: bytes, why: str) -> None:
    path = tmp_path / "some.csv"
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=r"^some\.csv: ") as caught:
        labelled(path, "spam")
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)


def test_folders_and_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        labelled(tmp_path, "spam")
    with pytest.raises(SourceError, match="no such file"):
        labelled(tmp_path / "none.csv", "spam")


def test_languages_are_codes_however_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("text,label\nhello,EN\nbonjour,fr-CA\nsalut,French\n", encoding="utf-8")
    assert labelled(path, "language")["label"].tolist() == ["en", "fr", "fr"]
    path.write_text("text,label\nhello,klingonese\n", encoding="utf-8")
    with pytest.raises(SourceError, match="'klingonese' is no language"):
        labelled(path, "language")


FILE = pd.DataFrame(
    [
        (PETITION, "ham", "Ann", "a", 0.1),
        (PETITION, "ham", "Ben", "a", 0.1),
        ("Thank you!", "ham", "Ann", "b", 0.1),
        ("Buy it", "spam", "Ann", "b", 0.99),
        ("Lovely", "ham", None, "b", 0.1),
    ],
    columns=["text", "label", "author", "post_id", "expected"],
).assign(language="en")


def test_copies_and_the_authors_past_are_counted_over_the_file() -> None:
    comments = FILE.assign(comment_id=list("vwxyz"), author_url=None)
    found = copies(comments).join(history(comments, FILE["label"]))
    assert found["copies"].tolist() == [1, 1, 0, 0, 0]
    assert found["own_copies"].tolist() == [0, 0, 0, 0, 0]
    assert found["copy_authors"].tolist() == [1, 1, 0, 0, 0]
    assert found["copy_posts"].tolist() == [0, 0, 0, 0, 0]
    assert found["first_copy"].tolist() == list("vvxyz")
    assert found["author_approved"].tolist() == [0, 0, 1, 2, 0]
    assert found["author_spam"].tolist() == [0, 0, 0, 0, 0]


def test_an_authors_own_copy_is_told_apart_in_a_file() -> None:
    twice = FILE.assign(author="Ann", text=PETITION, comment_id=list("vwxyz"), author_url=None).iloc[:3]
    found = copies(twice.assign(author=["Ann", "Ann", "Ben"]))
    assert found["copies"].tolist() == [2, 2, 2]
    assert found["own_copies"].tolist() == [1, 1, 0]


def test_the_policy_answers_with_and_without_the_file() -> None:
    said = [judge(FILE) for judge in (alone, together)]
    assert [list(one) for one in said if one is not None] == [
        ["ham", "ham", "ham", "spam", "ham"],
        ["spam", "spam", "ham", "spam", "ham"],
    ]
    assert together(FILE[["text", "label", "expected", "language"]]) is None


def asked(*words: str) -> str:
    done = CliRunner().invoke(app, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_one_class_only_is_measured_as_far_as_it_goes(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text("text,label\nhello there,ham\ngood bye,ham\n", encoding="utf-8")
    found = json.loads(asked("evaluate", "spam", str(path), "--json"))
    values = {one["measure"]: one["value"] for one in found["scores"] if one["part"] == "all"}
    assert values["accuracy"] == 1.0
    assert (values["mcc"], values["caught"], values["precision"]) == (None, None, None)
    assert found["confusion"]["ham"] == {"spam": 0, "ham": 2, "missing": 0}


def test_the_table_shows_baselines_and_parts(tmp_path: Path) -> None:
    for name, rows in {"one": "I love it,positive,en", "two": "C'est nul,negative,fr"}.items():
        (tmp_path / f"{name}.csv").write_text(f"text,label,lang\n{rows}\n", encoding="utf-8")
    shown = asked("evaluate", "sentiment", *(str(tmp_path / f"{name}.csv") for name in ("one", "two")))
    for part in ("VADER", "language en", "language fr", "source one", "file two.csv", "missing"):
        assert part in shown
