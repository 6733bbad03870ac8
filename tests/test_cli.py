"""The command line, as its users call it."""

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from pipeline import exports, restoring, store
from pipeline.cli.app import hoisted
from pipeline.errors import UsageError
from pipeline.run import run
from pipeline.schema import TABLES
from pipeline.settings import Settings
from pipeline.store.decide import Shown, decide


def causerie(*arguments: object, **more: object) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]
    return subprocess.run(called, capture_output=True, text=True, encoding="utf-8", check=False, **more)  # type: ignore[call-overload,no-any-return]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a few comments that were read and judged."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "raw").mkdir()
    (folder / "raw" / "a.csv").write_text(
        "id;article;auteur;commentaire;date\n"
        "1;Le pain;Zoé;Merci, c'était délicieux !;2026-03-01 10:00\n"
        "2;Le pain;=SUM(A1);=1+1 est une formule;2026-03-02 11:30\n"
        '3;Le pain;"O\'Hara, Ann";"Two lines\nand a ""quote"", please?";2026-03-03 12:00\n',
        encoding="utf-8",
    )
    assert causerie("run", "--data", folder).returncode == 0
    return folder


def test_options_may_stand_anywhere() -> None:
    assert hoisted(["run", "a", "--data", "d", "--json"]) == ["--data", "d", "--json", "run", "a"]
    assert hoisted(["run", "--data=d", "--", "--json"]) == ["--data=d", "run", "--", "--json"]
    assert hoisted(["run", "a", "--data"]) == ["--data"], "without its value: the parser says so"


def test_a_run_tells_where_the_report_lies(data: Path) -> None:
    found = causerie("--data", data, "run")
    assert found.returncode == 0
    assert "Nothing new" in found.stdout
    report = Path(found.stdout.partition("report: ")[2].splitlines()[0])
    assert report.is_file()


def test_who_reads_enough_of_an_export_is_no_error(data: Path) -> None:
    called = [sys.executable, "-m", "pipeline.cli", "export", "comments", "--data", str(data)]
    with subprocess.Popen(called, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.close()
        assert process.stderr
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_commands_speak_the_language_of_the_settings(data: Path) -> None:
    french = {"env": {**os.environ, "CAUSERIE_LANGUAGE": "fr"}}
    in_paris = {"env": {**french["env"], "CAUSERIE_TIMEZONE": "Europe/Paris"}}  # not for a run: it reads dates by it
    said = causerie("--data", data, "run", **french).stdout
    assert "Rien de nouveau" in said
    assert "3 commentaires en" in said
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d CES?T", causerie("--data", data, "runs", **in_paris).stdout)
    checked = causerie("check", "Cheap pills, buy now http://pills.example/ casino bonus", **french).stdout
    assert re.search(r"raison +indésirable \(à coup sûr\)\xa0: «\xa0", checked)


def test_nothing_read_is_not_called_nothing_new(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    found = causerie("--data", data, "run", tmp_path / "empty.csv")
    assert found.returncode == 5
    assert "empty.csv: is empty" in found.stderr
    assert "Nothing new" not in found.stdout


def test_posts_without_comments_are_told(tmp_path: Path) -> None:
    posts = '[{"id": 7, "date_gmt": "2026-03-01T10:00:00", "link": "https://a.example/x/", "type": "post",'
    (tmp_path / "posts.json").write_text(posts + ' "title": {"rendered": "Bread"}, "content": {"rendered": ""}}]')
    (tmp_path / "data").mkdir()
    found = causerie("--data", tmp_path / "data", "run", tmp_path / "posts.json")
    assert "1 post read; it holds no comments" in found.stdout, found.stderr


def test_brackets_are_shown_as_they_are(data: Path) -> None:
    found = causerie("--data", data, "run", "[a].csv")
    assert "causerie: [a].csv is no file" in found.stderr
    assert "[a]" in causerie("check", "[a] merci").stdout


def test_json_is_one_object(data: Path) -> None:
    summary = json.loads(causerie("run", "--data", data, "--json").stdout)
    assert summary["files"]["raw/a.csv"]["unchanged"] == 3
    assert summary["exit_status"] == 0


def test_quiet_says_nothing(data: Path) -> None:
    found = causerie("run", "--data", data, "--quiet")
    assert (found.stdout, found.stderr) == ("", "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--data", "nowhere"], "there is no data folder nowhere; make one with: causerie init"),
        (["run", "nothing.csv"], "nothing.csv is no file and no folder"),
        (["export", "remarks"], "no table is called 'remarks'; there are: comments, posts"),
        (["show", "a:1"], "no comment 'a:1' is kept"),
        (["--config", "none.toml", "doctor"], "there is no such file"),
    ],
)
def test_wrong_usage_is_one_line(data: Path, arguments: list[str], says: str) -> None:
    found = causerie(*(arguments if "--data" in arguments else ["--data", data, *arguments]))
    assert found.returncode == 2
    assert says in found.stderr
    assert found.stderr.count("\n") == 1
    assert "Traceback" not in found.stderr


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a data folder whose tables all have rows."""
    folder = tmp_path_factory.mktemp("full")
    (folder / "raw").mkdir()
    (folder / "raw" / "a.csv").write_text(
        "id,article,author,comment,date\n"
        '1,Bread,Zoé,"Merci, c\'était délicieux !",2026-03-01 10:00\n'
        "2,Bread,=SUM(A1),Cheap pills http://pills.example/buy casino bonus now,2026-03-02 11:30\n"
        "3,Bread,Cy\n",
        encoding="utf-8",
    )
    settings = Settings(data=folder)
    assert run(settings, reports=False).exit_status == 3
    now = datetime.now(UTC)
    shown = Shown(str((store.one("local:2") or {})["judged_hash"]))
    decide({"local:2": shown}, "approve", "ann", now, note="=cmd, a \"quote\"\nand 'another'")
    rule = {"site": None, "action": "hold", "field": "text", "pattern": "casino*", "language": None}
    store.add_rules([rule], "ann", now)
    return settings


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("tables", [[name] for name in TABLES if name != "comments"] + [["comments", "decisions"]])
def test_export_and_reading_back_are_equal(full: Settings, tmp_path: Path, tables: list[str], form: str) -> None:
    fresh = Settings(data=tmp_path / "fresh")
    fresh.data.mkdir()
    shutil.copy(full.data / "secret.key", fresh.data)
    for name in tables:
        assert exports.write(full, name, form, tmp_path / name, None, sys.stdout.buffer) > 0
    found = [restoring.restore_table(fresh, name, tmp_path / name) for name in tables]
    for name in tables:
        again = tmp_path / f"{name}.again"
        exports.write(fresh, name, form, again, None, sys.stdout.buffer)
        if form == "parquet":
            pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / name), pd.read_parquet(again))
        else:
            assert again.read_bytes() == (tmp_path / name).read_bytes()
    assert [one.undecided for one in found] == [1, 0][: len(tables)] if tables[0] == "comments" else [0]


@pytest.mark.parametrize(
    ("content", "of", "says"),
    [
        (b"SQLite format 3\0 and so on", "comments", "is a whole database: restore it without --table"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "comments", "is no export of a table"),
        (b'{"comment_id": "a:1",\n', "comments", "cannot be read as an export of comments"),
        (b"PAR1 and no more of it", "comments", "cannot be read as an export of comments"),
        (
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
            None,
            "is no copy of a database; an exported table is read back with --table",
        ),
    ],
)
def test_what_is_no_copy_and_no_export_is_refused(tmp_path: Path, content: bytes, of: str | None, says: str) -> None:
    (tmp_path / "file").write_bytes(content)
    settings, file = Settings(data=tmp_path), tmp_path / "file"
    with pytest.raises(UsageError, match=says):
        restoring.restore_table(settings, of, file) if of else restoring.restore_database(settings, file, force=False)


def test_export_and_restore_on_the_command_line(data: Path, tmp_path: Path) -> None:
    assert causerie("export", "posts", "-o", tmp_path / "posts.csv", "--data", data).returncode == 0
    restored = causerie("restore", tmp_path / "posts.csv", "--table", "posts", "--data", data)
    assert (restored.returncode, restored.stdout) == (0, "1 row of posts read back\n"), restored.stderr


def test_an_exported_csv_runs_nothing_in_a_spreadsheet(data: Path) -> None:
    out = causerie("export", "comments", "--data", data).stdout
    assert "'=1+1 est une formule" in out
    assert "'=SUM(A1)" in out


def test_exported_comments_are_a_source(data: Path, tmp_path: Path) -> None:
    exported = causerie("export", "comments", "--data", data)
    assert (exported.returncode, exported.stderr) == (0, "")
    out = exported.stdout
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "again.csv").write_text(out, encoding="utf-8", newline="")
    again = causerie("run", "--data", tmp_path)
    assert (again.returncode, again.stderr) == (0, ""), again.stdout
    texts = [
        json.loads(line)["text"]
        for line in causerie("export", "comments", "--format", "jsonl", "--data", tmp_path).stdout.splitlines()
    ]
    assert sorted(texts) == sorted(
        ["Merci, c'était délicieux !", "=1+1 est une formule", 'Two lines\nand a "quote", please?']
    )


def test_check_says_why() -> None:
    found = causerie(
        "check", "Cheap pills, buy now http://pills.example/ http://pills2.example/ casino bonus", "--json"
    )
    row = json.loads(found.stdout)
    assert row["language"] == "en"
    assert row["verdict"] in ("hold", "spam")
    assert "spam" in [flag["reason"] for flag in row["flags"]]
    assert causerie("check", "merci beaucoup").stdout.count("positive") == 1


def test_check_reads_a_text_a_line() -> None:
    found = causerie("check", "--json", input="merci pour tout\n\nthank you for everything\n")
    assert [json.loads(line)["language"] for line in found.stdout.splitlines()] == ["fr", "en"]


def test_show_tells_all_of_a_comment(data: Path) -> None:
    found = json.loads(causerie("show", "local:1", "--data", data, "--json").stdout)
    assert found["text"] == "Merci, c'était délicieux !"
    assert {score["task"] for score in found["scores"]} >= {"language", "spam"}
    assert "Zoé" in causerie("show", "1", "--data", data).stdout


def test_doctor_finds_nothing_wrong_with_a_good_folder(data: Path) -> None:
    found = causerie("doctor", "--data", data)
    assert found.returncode == 0, found.stdout
    assert "WRONG" not in found.stdout


def test_doctor_knows_that_files_are_named(data: Path, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    assert causerie("doctor", "--data", tmp_path).returncode == 1
    assert causerie("run", data / "raw" / "a.csv", "--data", tmp_path).returncode == 0
    found = causerie("doctor", "--data", tmp_path)
    assert found.returncode == 0, found.stdout
    assert "read from files named on the command line" in found.stdout


def test_doctor_finds_a_damaged_database(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "causerie.sqlite3").write_bytes(b"no database at all" * 100)
    found = causerie("doctor", "--data", tmp_path)
    assert found.returncode == 1
    assert "WRONG" in found.stdout


def test_a_list_of_wordpress_is_taken_over_and_applied(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.csv").write_text("id,post,comment\n1,Bread,A fine rye loaf\n", encoding="utf-8")
    (tmp_path / "list.txt").write_text("rye loaf\n203.0.113.9\npills.example\n\nrye loaf\n", encoding="utf-8")
    assert causerie("run", "--no-report", "--data", tmp_path).returncode == 0
    imported = causerie("rules", "import", tmp_path / "list.txt", "--data", tmp_path).stdout.splitlines()
    assert imported[0] == "rules added: 2; there already: 0"
    assert "203.0.113.9" in imported[1]
    found = causerie("run", "--no-report", "--data", tmp_path).stdout
    assert "judged: 1 comment, kept before: 1 (" in found
    assert "verdicts: hold 1" in found
    assert "waiting for a moderator: 1." in found


@pytest.mark.parametrize(("content", "says"), [(b"\xff\xfe", "is no text in UTF-8"), (None, "cannot be read: No such")])
def test_what_is_no_list_is_refused(data: Path, tmp_path: Path, content: bytes | None, says: str) -> None:
    if content is not None:
        (tmp_path / "list.txt").write_bytes(content)
    found = causerie("rules", "import", tmp_path / "list.txt", "--data", data)
    assert (found.returncode, says in found.stderr) == (2, True), found.stderr


def test_a_backup_can_be_restored(data: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert causerie("backup", copy, "--data", data).returncode == 0
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    (fresh / "secret.key").write_text((data / "secret.key").read_text(encoding="ascii"), encoding="ascii")
    assert causerie("restore", copy, "--data", fresh).returncode == 0
    assert (
        causerie("export", "comments", "--data", fresh).stdout == causerie("export", "comments", "--data", data).stdout
    )
    again = causerie("restore", copy, "--data", fresh)
    assert again.returncode == 2
    assert "holds 3 comments; with --force it is replaced" in again.stderr


def test_lists_are_lists(data: Path) -> None:
    assert "wxr" in json.loads(causerie("sources", "--json").stdout)
    assert json.loads(causerie("stages", "--json").stdout)[0]["name"] == "language"
    [last, *_] = json.loads(causerie("runs", "--json", "--data", data).stdout, parse_constant=pytest.fail)
    assert (last["state"], last["site"], last["ended_at"][-1]) == ("done", None, "Z")
    assert json.loads(causerie("quarantine", "--json", "--data", data).stdout) == []


def test_init_writes_what_can_be_read(tmp_path: Path) -> None:
    answers = "https://bread.example\n\nen,fr\nZoé Lac\nfr\n"
    found = causerie("init", "--data", "data", input=answers, cwd=tmp_path, env=_with_path())
    assert found.returncode == 0, found.stderr
    assert (tmp_path / "causerie.toml").is_file()
    assert (tmp_path / "data" / "secret.key").is_file()
    assert causerie("init", input=answers, cwd=tmp_path, env=_with_path()).returncode == 2


def test_init_without_a_terminal_says_what_to_do(tmp_path: Path) -> None:
    found = causerie("init", input="", cwd=tmp_path, env=_with_path())
    assert found.returncode == 2
    assert "without a terminal give the answers as options" in found.stderr
    assert list(tmp_path.iterdir()) == []
    options = ["--url", "https://bread.example", "--name", "", "--languages", "en", "--staff", "", "--language", "fr"]
    found = causerie("init", *options, input="", cwd=tmp_path, env=_with_path())
    assert found.returncode == 0, found.stderr


def _with_path() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
