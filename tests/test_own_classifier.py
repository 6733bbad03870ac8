"""A site's own classifier: learnt from what the site decided, in use only where it is better, and gone back from."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from stores import KEY, NOON, kept, outcome, read
from typer.testing import CliRunner

from pipeline import store
from pipeline.classifiers import model, own, own_training
from pipeline.classifiers.grouping import folds_of, groups_of
from pipeline.cli import commands  # noqa: F401
from pipeline.cli.app import app
from pipeline.errors import ModelError, UsageError
from pipeline.features import Features
from pipeline.identity import fold, judged_hash, keyed
from pipeline.policy.why import of_spam
from pipeline.stages.spam import SpamStage
from pipeline.store.decide import Shown, decide_one, undo

THINGS = "bread glue plums paint chairs boats maps bells clocks tiles roofs knives hats pears lamps".split()
SHOUTED = [f"Pétanque evening number {n} at the {thing}, come all" for n, thing in enumerate(THINGS * 3)]
ASKED = [f"Would the {thing} hold for {n} winters in your shed?" for n, thing in enumerate(THINGS * 3)]


def said(texts: Sequence[str], word: str, first: int = 0) -> pd.DataFrame:
    """Return comments of which a human said this, each by another author."""
    frame = pd.DataFrame({"text": texts, "word": word}).astype("str")
    frame["comment_id"] = [f"s:{first + number}" for number in range(len(texts))]
    frame["author"] = frame["author_key"] = [f"reader {first + number}" for number in range(len(texts))]
    frame["text_hash"] = [keyed(KEY, fold(text)) for text in texts]
    frame["judged_hash"] = [judged_hash(KEY, f"reader {first + n}", None, fold(text)) for n, text in enumerate(texts)]
    return frame.assign(author_url=None, links=None, kind="comment", language="en")


SITE = pd.concat([said(SHOUTED, "spam"), said(ASKED, "approved", 100)], ignore_index=True)
"""A club whose announcements, which no shipped classifier minds, its site calls spam."""


def scores(texts: Sequence[str], folder: Path) -> list[float]:
    batch = said(texts, "")
    return SpamStage(model.current("spam", folder))(batch, Features(batch))["spam_score"].tolist()


def test_copies_and_authors_stay_in_one_part() -> None:
    rows = [("a", "ann", None), ("b", "ann", None), ("b", "ben", None), ("c", None, "x.example"), ("d", None, None)]
    comments = pd.DataFrame([*rows, ("e", "cy", "x.example")], columns=["text_hash", "author_key", "author_url"])
    groups = groups_of(comments)
    assert [groups[0] == group for group in groups] == [True, True, True, False, False, False]
    assert groups[3] == groups[5] != groups[4]


def test_each_part_has_its_share_of_yes_and_no() -> None:
    groups, answers = np.repeat(np.arange(20), 2), np.tile([True, True, False, False], 10)
    folds = folds_of(groups, answers)
    assert all(len(set(folds[groups == group])) == 1 for group in range(20))
    assert [(int((folds == part).sum()), int(answers[folds == part].sum())) for part in range(5)] == [(8, 4)] * 5


def test_what_the_site_calls_spam_is_learnt(tmp_path: Path) -> None:
    unseen = ["Pétanque evening number 77 at the harbour, come all", "Would the rope hold in your shed?"]
    before = scores(unseen, tmp_path)
    learnt = own_training.learn("spam", ["site"], SITE, tmp_path)
    assert learnt.labels == {"ham": 45, "spam": 45}
    assert (learnt.is_better, learnt.why) == (True, "")
    assert learnt.measures["own"]["log_loss"] < learnt.measures["shipped"]["log_loss"]
    assert not (tmp_path / "spam.json").exists()
    handle = learnt.put(tmp_path)
    assert handle == model.current("spam", tmp_path)
    after = scores(unseen, tmp_path)
    assert before[0] < 0.5 < after[0]
    assert after[1] < 0.5
    card = json.loads((tmp_path / "spam.json").read_text(encoding="utf-8"))
    assert card["measured"]["shipped"] == learnt.measures["shipped"]
    assert card["corrects"]["version"] == model.current("spam").version


def test_flags_say_what_the_sites_own_classifier_heeded(tmp_path: Path) -> None:
    comments = said(["Pétanque evening number 77 at the harbour, come all"], "")
    own_training.learn("spam", ["site"], SITE, tmp_path).put(tmp_path)
    (cause,) = of_spam(comments, tmp_path)
    marked = " ".join(comments["text"].iloc[0][start:end] for start, end, _ in cause.spans)
    assert "Pétanque" in marked


def test_the_same_comments_in_any_order_give_the_same_bytes(tmp_path: Path) -> None:
    for folder, comments in (("one", SITE), ("two", SITE.iloc[::-1])):
        own_training.learn("spam", ["site"], comments, tmp_path / folder).put(tmp_path / folder)
    for name in ("spam.npz", "spam.json"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_where_labels_tell_nothing_the_shipped_one_stays(tmp_path: Path) -> None:
    by_lot = np.where(np.random.default_rng(3).random(len(SITE)) < 0.5, "spam", "approved")
    learnt = own_training.learn("spam", ["site"], SITE.assign(word=by_lot), tmp_path)
    assert not learnt.is_better
    assert learnt.why


def test_too_little_is_refused_with_what_is_needed_and_there(tmp_path: Path) -> None:
    few = pd.concat([said(SHOUTED[:4], "spam"), said(ASKED, "approved", 100), said(ASKED[:9], "trash", 200)])
    with pytest.raises(UsageError, match=r"50 labelled .* are 49: 45 ham \(by 45\), 4 spam \(by 4\)"):
        own_training.learn("spam", ["site"], few, tmp_path)
    copies = said(["Pétanque tonight, come all"] * 40, "spam")
    with pytest.raises(UsageError, match=r"at least 10 different .* 40 spam \(by 1\)"):
        own_training.learn("spam", ["site"], pd.concat([copies, said(ASKED, "approved", 100)]), tmp_path)


def test_only_what_statuses_and_decisions_tell_can_be_learnt() -> None:
    own_training.check("abuse", ["decisions"])
    with pytest.raises(UsageError, match="these can: spam, abuse"):
        own_training.check("sentiment", ["decisions"])
    with pytest.raises(UsageError, match="use --from decisions"):
        own_training.check("abuse", ["site"])


def test_abuse_is_learnt_from_decisions(tmp_path: Path) -> None:
    comments = pd.concat([said(SHOUTED, "abuse"), said(ASKED, "approve", 100), said(ASKED, "spam", 200)])
    learnt = own_training.learn("abuse", ["decisions"], comments, tmp_path)
    assert learnt.labels == {"abuse": 45, "ok": 45}
    assert learnt.is_better


def test_going_back_and_forth(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nothing to go back to"):
        own.go_back(tmp_path, "spam")
    learnt = own_training.learn("spam", ["site"], SITE, tmp_path)
    first, shipped = learnt.put(tmp_path), model.current("spam")
    assert learnt.put(tmp_path) == first
    assert own.go_back(tmp_path, "spam") == shipped
    assert own.go_back(tmp_path, "spam") == first
    second = own_training.learn("spam", ["site"], SITE.iloc[:-5], tmp_path).put(tmp_path)
    assert model.current("spam", tmp_path) == second != first
    assert own.go_back(tmp_path, "spam") == first
    assert first.open().arrays["own.bias"].shape == (1,)


def test_one_made_anew_is_taken_over_byte_for_byte(tmp_path: Path) -> None:
    first = own_training.learn("spam", ["site"], SITE, tmp_path).put(tmp_path)
    made = model.save(tmp_path / "made", {"name": "spam", "version": "1"}, {"bias": np.array([0.5])})
    taken = own.taken_over(tmp_path, "spam", tmp_path / "made")
    assert taken.sha256 == made.sha256
    assert (tmp_path / "spam.json").read_bytes() == (tmp_path / "made" / "spam.json").read_bytes()
    assert own.go_back(tmp_path, "spam") == first


def test_the_one_in_use_is_asked_about_what_it_has_not_learnt(tmp_path: Path) -> None:
    own_training.learn("spam", ["site"], SITE.iloc[5:], tmp_path).put(tmp_path)
    again = own_training.learn("spam", ["site"], SITE, tmp_path)
    assert again.measures["in use"]["rows"] == 5


def test_a_correction_of_other_weights_is_left_aside(tmp_path: Path) -> None:
    own_training.learn("spam", ["site"], SITE, tmp_path).put(tmp_path)
    path = tmp_path / "spam.json"
    card = json.loads(path.read_text(encoding="utf-8"))
    assert own.left_aside(tmp_path) == []
    path.write_text(json.dumps(card | {"corrects": {"version": "spam 1 old", "sha256": "0"}}), encoding="utf-8")
    assert model.current("spam", tmp_path) == model.current("spam")
    (line,) = own.left_aside(tmp_path)
    assert "corrects spam 1 old" in line
    path.write_text(json.dumps(card | {"corrects": "?"}), encoding="utf-8")
    with pytest.raises(ModelError, match="cannot be read"):
        model.current("spam", tmp_path)


def test_a_damaged_one_is_replaced(tmp_path: Path) -> None:
    learnt = own_training.learn("spam", ["site"], SITE, tmp_path)
    handle = learnt.put(tmp_path)
    (tmp_path / "spam.npz").write_bytes(b"not what the card describes")
    again = own_training.learn("spam", ["site"], SITE.iloc[::-1], tmp_path)
    assert "in use" not in again.measures
    assert again.put(tmp_path) == handle


def words_said(*origins: str) -> dict[str, str]:
    found = store.said(origins)
    return dict(zip(found["comment_id"], found["word"], strict=True))


@pytest.mark.usefixtures("opened")
def test_statuses_of_the_site_are_labels() -> None:
    read(
        {"id": 1, "source_status": "approved"},
        {"id": 2, "source_status": "spam"},
        {"id": 3, "source_status": "trash"},
        {"id": 4, "source_status": "pending"},
        {"id": 5, "source_status": None},
        {"id": 6, "source_status": "approved"},
    )
    outcome("publish")
    assert words_said("site") == {"blog:1": "approved", "blog:2": "spam", "blog:6": "approved"}
    decide(6, "spam")
    decide(1, "hold")
    assert words_said("site") == {"blog:2": "spam", "blog:6": "spam"}


def decide(number: int, decision: str, who: str = "ann", minutes: int = 0) -> int:
    judged, decisions = kept(number, "judged_hash", "decisions")
    seen = Shown(judged, decisions[-1]["decision_id"] if decisions else None)
    return decide_one(f"blog:{number}", seen, decision, who, NOON + timedelta(minutes=minutes))


@pytest.mark.usefixtures("opened")
def test_decisions_that_hold_for_the_text_as_it_stands_are_labels() -> None:
    read(*({"id": number, "source_status": "pending"} for number in range(1, 6)))
    outcome("hold")
    decide(1, "approve")
    decide(2, "approve")
    decide(2, "abuse", minutes=1)
    undo([decide(3, "spam")], "ann", NOON)
    decide(4, "spam")
    decide(5, "spam")
    assert words_said("decisions") == {"blog:1": "approve", "blog:2": "abuse", "blog:4": "spam", "blog:5": "spam"}
    read({"id": 4, "source_status": "pending", "text": "another text"}, at=NOON + timedelta(hours=1))
    read({"id": 5, "source_status": "approved"}, at=NOON + timedelta(hours=1))
    outcome("hold")
    assert words_said("decisions") == {"blog:1": "approve", "blog:2": "abuse"}
    assert words_said("site", "decisions") == {"blog:1": "approve", "blog:2": "abuse", "blog:5": "approved"}


def test_the_command_learns_judges_again_and_goes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    table = SITE.assign(
        id=range(len(SITE)), status=SITE["word"].replace("approved", "1"), post_url="https://club.example/1"
    )
    names = ["id", "text", "author", "status", "post_url"]
    table[names].to_csv(tmp_path / "data" / "raw" / "club.csv", index=False)

    def asked(*words: str) -> str:
        done = CliRunner().invoke(app, ["--data", "data", *words])
        assert done.exit_code == 0, done.output
        return done.output

    first = json.loads(asked("run", "--json"))["verdicts"]
    learnt = json.loads(asked("train", "spam", "--from", "site", "--json"))
    assert (learnt["is_better"], learnt["labels"]) == (True, {"ham": 45, "spam": 45})
    assert learnt["measures"].keys() == {"shipped", "own"}
    again = json.loads(asked("run", "--json"))["verdicts"]
    assert sum(again.values()) == sum(first.values()) == 90
    assert again["publish"] < first["publish"]
    assert "good ones blocked" in asked("train", "spam", "--from", "site", "--from", "decisions")
    store.close_store()
    assert model.current("spam").version in asked("train", "spam", "--back")
    assert learnt["version"] in asked("train", "spam", "--back")
