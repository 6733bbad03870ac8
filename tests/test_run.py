"""The main job: repeated, killed, run in processes, fed with broken files: nothing lost, nothing twice."""

import contextlib
import errno
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline import store
from pipeline.errors import CauserieError
from pipeline.run import Summary, run
from pipeline.schema import COMMENTS
from pipeline.settings import Settings, secret_key

HEAD = "comment_id,post_url,author,author_email,created_at,text\n"
TEXTS = [
    "Thank you, the bread came out perfectly.",
    "Merci, le pain était parfait !",
    "How long does the dough have to rest in winter?",
    "Visit my site for cheap pills http://pills.example/buy now now now",
    "You are all idiots and should be ashamed.",
]


def csv_of(rows: int, first: int = 0, ending: str = "") -> str:
    lines = (
        f"{number},https://bread.example/{number % 7}/,Reader {number},r{number}@example.org,"
        f"2026-03-01T10:00:{number % 60:02d}Z,"
        f'"{TEXTS[number % len(TEXTS)]} ({number}){ending}"\n'
        for number in range(first, first + rows)
    )
    return HEAD + "".join(lines)


def settings_in(folder: Path, **more: object) -> Settings:
    (folder / "raw").mkdir(parents=True, exist_ok=True)
    return Settings(data=folder, **more)  # type: ignore[arg-type]


def put(settings: Settings, name: str, text: str | bytes) -> Path:
    path = settings.data / "raw" / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def kept(settings: Settings) -> pd.DataFrame:
    """Return everything kept of comments but the names of runs."""
    store.open_store(settings.database_url, secret_key(settings.data))
    comments = pd.concat(list(store.frames("comments")), ignore_index=True)
    return comments.drop(columns=["first_seen_run", "last_seen_run"]).sort_values("comment_id", ignore_index=True)


def counts(summary: Summary) -> dict[str, int]:
    return {name: summary.total(name) for name in ("read", "new", "changed", "unchanged", "rejected")}


def test_twice_equals_once_and_says_so(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(40))
    assert counts(run(settings)) == {"read": 40, "new": 40, "changed": 0, "unchanged": 0, "rejected": 0}
    once = kept(settings)
    assert counts(run(settings)) == {"read": 40, "new": 0, "changed": 0, "unchanged": 40, "rejected": 0}
    pd.testing.assert_frame_equal(kept(settings), once)
    assert list(store.list_runs()["state"]) == ["done", "done"]


def test_every_comment_gets_its_answers_and_a_verdict(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(10))
    run(settings)
    comments = kept(settings)
    assert comments[["language", "spam_score", "is_question", "verdict", "status"]].notna().all().all()
    assert list(comments["comment_id"].str.partition(":")[0].unique()) == ["bread.example"]


def test_a_changed_comment_is_judged_again(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    file = put(settings, "a.csv", csv_of(5))
    run(settings)
    before = kept(settings).set_index("comment_id")
    put(
        settings,
        "a.csv",
        csv_of(5).replace("Thank you, the bread came out perfectly.", "Terrible. A waste of good flour."),
    )
    os.utime(file, (time.time(), time.time() + 5))
    assert counts(run(settings)) == {"read": 5, "new": 0, "changed": 1, "unchanged": 4, "rejected": 0}
    after = kept(settings).set_index("comment_id")
    assert after.loc["bread.example:0", "text"] == "Terrible. A waste of good flour. (0)"
    assert after["sentiment_score"]["bread.example:0"] < before["sentiment_score"]["bread.example:0"]
    assert after.drop("bread.example:0")["text"].equals(before.drop("bread.example:0")["text"])


def test_processes_answer_as_one_does(tmp_path: Path) -> None:
    text = csv_of(2_500)
    found: list[tuple[pd.DataFrame, Path]] = []
    for workers in (1, 2):
        settings = settings_in(tmp_path / str(workers), workers=workers)
        shutil.copyfile(found[0][1], settings.data / "secret.key") if found else None
        put(settings, "a.csv", text)
        run(settings)
        found.append((kept(settings).drop(columns="read_at"), settings.data / "secret.key"))
    pd.testing.assert_frame_equal(found[0][0], found[1][0])


def judged_twice(settings: Settings) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """Return comments and flags as a run left them, and as the policy sees them when it looks at all of them again."""
    found = []
    for again in (False, True):
        if again:
            store.look_again()
            run(settings)
        flags = pd.concat(list(store.frames("flags")), ignore_index=True).drop(columns="run_id")
        found.append((kept(settings), flags.sort_values(["comment_id", "reason"], ignore_index=True)))
    return found


def test_what_is_judged_as_it_is_kept_is_judged_as_among_all(tmp_path: Path, example: Path) -> None:
    for name, files in {"samples": sorted(example.iterdir()), "csv": []}.items():
        settings = settings_in(tmp_path / name)
        for file in files:
            shutil.copyfile(file, settings.data / "raw" / file.name)
        if name == "csv":
            put(settings, "a.csv", csv_of(60) + csv_of(20, first=60).removeprefix(HEAD).replace(" (6", " ("))
        summary = run(settings)
        (once, once_flags), (again, again_flags) = judged_twice(settings)
        pd.testing.assert_frame_equal(once, again)
        pd.testing.assert_frame_equal(once_flags, again_flags)
        assert sum(summary.verdicts.values()) == len(once)
        assert summary.verdicts == once["verdict"].value_counts().to_dict()
        assert sum(summary.flags.values()) == len(once_flags) > 0


def test_a_rule_made_while_comments_are_read_counts_for_all_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings, keep = settings_in(tmp_path), store.keep
    put(settings, "a.csv", csv_of(10))

    def keep_and_make_a_rule(*given: Any) -> store.Kept:
        store.add_rules([{"action": "hold", "field": "text", "pattern": "bread"}], "Mo", datetime.now(UTC))
        return keep(*given)

    monkeypatch.setattr(store, "keep", keep_and_make_a_rule)
    run(settings)
    texts = kept(settings).set_index("text")["verdict"]
    assert set(texts[texts.index.str.contains("bread")]) == {"hold"}


def test_a_rule_made_during_a_run_that_is_killed_counts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, keep = settings_in(tmp_path), store.keep
    put(settings, "a.csv", csv_of(10))

    def make_a_rule_and_end(*given: Any) -> store.Kept:
        store.add_rules([{"action": "hold", "field": "text", "pattern": "bread"}], "Mo", datetime.now(UTC))
        keep(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "keep", make_a_rule_and_end)
    with pytest.raises(KeyboardInterrupt):
        run(settings)
    monkeypatch.setattr(store, "keep", keep)
    run(settings)
    texts = kept(settings).set_index("text")["verdict"]
    assert set(texts[texts.index.str.contains("bread")]) == {"hold"}
    assert not store.made_while_a_run_was_killed()


_KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline import store
from pipeline.errors import CauserieError
from pipeline.run import run
from pipeline.settings import Settings
kept = store.keep
batches = 0
def keep(*given):
    global batches
    found = kept(*given)
    batches += 1
    if batches == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return found
store.keep = keep
run(Settings(data=Path(sys.argv[1]), workers=1))
"""


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is POSIX; on Windows a process is terminated by other means")
def test_killed_and_resumed_equals_once(tmp_path: Path) -> None:
    once, twice = settings_in(tmp_path / "once"), settings_in(tmp_path / "twice")
    for settings in (once, twice):
        (settings.data / "secret.key").write_text("ab" * 32, encoding="ascii")
        os.utime(put(settings, "a.csv", csv_of(4_500)), (1_790_000_000, 1_790_000_000))
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(twice.data)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert 0 < len(kept(twice)) < 4_500
    summary = run(twice)
    run(once)
    assert summary.total("new") + summary.total("unchanged") == 4_500
    pd.testing.assert_frame_equal(kept(twice), kept(once))
    store.open_store(twice.database_url)
    assert list(store.list_runs()["state"]) == ["done", "unfinished"]


BROKEN = {
    "empty.csv": b"",
    "noise.bin": bytes(range(256)) * 40,
    "no-text.csv": b"name,colour\nAnn,red\nBob,blue\n",
    "page.html": b"<html><body><p>A page without comments.</p></body></html>",
}


def test_a_broken_file_does_not_stop_the_others(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    for name, raw in BROKEN.items():
        put(settings, name, raw)
    put(settings, "good.csv", csv_of(3))
    summary = run(settings)
    assert summary.total("new") == 3
    assert summary.exit_status == 5
    for name in BROKEN:
        problem = summary.files[f"raw/{name}"].problem
        assert name in problem
        assert "\n" not in problem
    assert "text" in summary.files["raw/no-text.csv"].problem


def test_a_file_that_is_not_there_does_not_stop_the_others(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    good = put(settings, "good.csv", csv_of(3))
    (tmp_path / "empty").mkdir()
    summary = run(settings, [str(tmp_path / "none.csv"), str(good), str(tmp_path / "empty")])
    assert (summary.total("new"), summary.exit_status) == (3, 5)
    said = [counts.problem for counts in summary.files.values() if counts.problem]
    assert [one.rpartition(": ")[2] for one in said] == [
        "is no file and no folder",
        "is a folder with no file to read in it",
    ]


def test_reports_that_cannot_be_written_are_told_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(3))
    monkeypatch.setattr("pipeline.report.write", write)
    with pytest.raises(
        CauserieError, match=r"cannot be drawn: .*reports: No space left on device; make room"
    ) as raised:
        run(settings)
    assert raised.value.exit_status == 1
    assert len(kept(settings)) == 3


def test_what_another_file_has_is_not_called_missing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    head = "id,post_url,parent_id,author,comment\n"
    put(settings, "replies.csv", head + "2,https://a.example/,1,Bo,two\n3,https://a.example/,99,Cy,three\n")
    missing = "replies whose parent is not in the file"
    assert run(settings).files["raw/replies.csv"].remarks[missing] == 2
    put(settings, "threads.csv", head + "1,https://a.example/,,Ann,one\n")
    assert run(settings).files["raw/replies.csv"].remarks[missing] == 1


def test_comments_of_a_page_that_another_page_shows_are_not_called_missing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    page = (
        '<html><head><link rel="canonical" href="https://a.example/one/"><link href="/wp-content/a.css"></head><body>'
        '<h2 class="comments-title">2 comments</h2><ol class="comment-list"><li id="comment-{0}" class="comment">'
        '<b class="fn">Ada</b><div class="comment-content">hi {0}</div></li></ol></body></html>'
    )
    put(settings, "1.html", page.format(1))
    [first] = run(settings).files.values()
    assert [count for what, count in first.remarks.items() if "page counts" in what] == [1]
    put(settings, "2.html", page.format(2))
    for counts in run(settings).files.values():
        assert not any("page counts" in what for what in counts.remarks)


def test_another_form_that_tells_more_changes_nothing(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", "id,post_url,author,comment\n1,https://a.example/,Ann,one\n2,https://a.example/,Bo,two\n")
    run(settings)
    more = "id,post_url,author,comment,date,likes\n1,https://a.example/,Ann,one,2026-03-01 10:00,3\n"
    put(settings, "b.csv", more + "2,https://a.example/,Bo,another,2026-03-01 10:00,3\n")
    os.utime(settings.data / "raw" / "b.csv", (time.time(), time.time() + 5))
    found = run(settings).files["raw/b.csv"]
    assert (found.read, found.completed, found.changed, found.unchanged) == (2, 1, 1, 0)


def test_a_bad_record_is_quarantined_once(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(3) + "9,https://bread.example/1/,Ann\n")
    first = run(settings)
    assert (first.total("new"), first.total("rejected"), first.exit_status) == (3, 1, 3)
    again = run(settings)
    assert (again.total("unchanged"), again.total("rejected"), again.exit_status) == (3, 1, 0)
    assert len(store.list_quarantine()) == 1


def command(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, encoding="utf-8", check=False, **more)  # type: ignore[call-overload,no-any-return]


def test_a_second_run_waits_its_turn(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(3))
    store.open_store(settings.database_url, secret_key(settings.data))
    with store.site_lock():
        found = command("run", "--data", tmp_path)
    assert found.returncode == 4
    assert "another run holds" in found.stderr
    assert command("run", "--data", tmp_path, "--quiet").returncode == 0


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    settings_in(tmp_path)
    found = command("run", "-", "--data", tmp_path, "--json", input=csv_of(4))
    assert found.returncode == 0
    assert json.loads(found.stdout)["files"]["standard input"]["new"] == 4


def test_the_sample_site_reads_as_it_was_meant(tmp_path: Path, example: Path) -> None:
    shutil.copytree(example, tmp_path / "raw" / "example")
    settings = settings_in(tmp_path)
    summary = run(settings)
    truth = pd.read_csv(Path(__file__).with_name("example_truth.csv"), dtype="str", keep_default_na=False)
    comments = kept(settings)
    assert summary.exit_status == 0
    assert set(comments["site"]) == {"example"}
    assert len(comments) == len(truth)
    assert comments["kind"].value_counts().to_dict() == truth["kind"].value_counts().to_dict()
    own = truth[truth["own_id"] != ""].set_index("own_id")
    numbers = comments["comment_id"].str.partition(":")[2]
    found = comments.set_index(numbers)[~numbers.str.startswith("~").to_numpy()]
    assert set(found.index) == set(own.index)
    found = found.loc[own.index]
    assert (found["author"].fillna("") == own["author"]).mean() > 0.99
    assert (found["parent_id"].notna() == own["is_reply"].str.lower().isin(["yes", "true", "1"])).all()


def test_the_samples_never_stay_beside_an_owners_own(tmp_path: Path, example: Path) -> None:
    settings = settings_in(tmp_path)
    (tmp_path / "raw" / "example").mkdir()
    shutil.copy(example / "commentaires-recuperateur.csv", tmp_path / "raw" / "example")
    run(settings)
    assert set(kept(settings)["site"]) == {"example"}
    put(settings, "own.csv", csv_of(3))
    summary = run(settings)
    assert summary.samples_removed == 37
    assert set(kept(settings)["site"]) == {"bread.example"}


def test_what_a_source_may_not_decide_is_not_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    forged = (
        csv_of(1)
        .replace("author,", "author,status,spam_score,verdict,", 1)
        .replace("Reader 0,", "Reader 0,spam,0.99,spam,", 1)
    )
    put(settings, "a.csv", forged)
    run(settings)
    comment = kept(settings).iloc[0]
    assert comment["spam_score"] < 0.9
    assert comment["verdict"] == "publish"
    assert set(COMMENTS.owned_by("stage")) <= set(comment.index)


def test_what_a_site_cannot_tell_names_the_forms_that_were_read(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    put(settings, "a.csv", csv_of(3))
    summary = run(settings)
    assert summary.report is not None
    pages = [page.read_text(encoding="utf-8") for page in summary.report.parent.glob("internal/*/index.html")]
    assert pages
    assert all("what was read (table" in page and "what was read ()" not in page for page in pages)


def begun(settings: Settings, process: subprocess.Popen[str]) -> bool:
    """Wait until a run in another process has begun."""
    file = settings.data / "causerie.sqlite3"
    while process.poll() is None:
        with (
            contextlib.suppress(sqlite3.Error),
            contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as one,
        ):
            if one.execute("SELECT COUNT(*) FROM runs").fetchone()[0]:
                return True
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.05)
    return False


@pytest.mark.skipif(os.name == "nt", reason="SIGINT to another process is POSIX")
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_while_standard_input_is_awaited_ends_in_one_line(tmp_path: Path, workers: int) -> None:
    settings = settings_in(tmp_path)
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline.cli", "run", "-", "--data", str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
        env={**os.environ, "CAUSERIE_WORKERS": str(workers)},
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(csv_of(3))
    process.stdin.flush()
    assert begun(settings, process)
    process.send_signal(signal.SIGINT)
    status = process.wait(60)
    assert (status, process.stderr.read().count("\n")) == (1, 1)  # type: ignore[union-attr]
    store.open_store(settings.database_url, secret_key(tmp_path))
    [run_row] = store.list_runs().itertuples()
    assert (run_row.state, str(run_row.problem).partition(";")[0]) == ("unfinished", "it was stopped")
