"""Opening a database: on every kind, again, another one, and what is said when it cannot be."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from stores import KEY, NOON, POSTGRES, kept, read

from pipeline import store
from pipeline.errors import SettingsError, StoreError
from pipeline.schema import COMMENTS, TABLES, table
from pipeline.store import sql


def test_a_new_database_is_made_and_opening_it_again_changes_nothing(tmp_path: Path) -> None:
    url = store.sqlite_url(tmp_path / "new.sqlite3")
    store.open_store(url, KEY)
    read({"id": 1})
    store.open_store(url, KEY)
    assert kept(1, "comment_id") == "blog:1"
    store.close_store()


def test_two_databases_in_one_process_stay_apart(opened: str, tmp_path: Path) -> None:
    read({"id": 1})
    store.open_store(store.sqlite_url(tmp_path / "other.sqlite3"), KEY)
    assert store.one("blog:1") is None
    store.open_store(opened, KEY)
    assert kept(1, "comment_id") == "blog:1"


def test_sqlite_survives_power_cuts_and_lets_readers_read(tmp_path: Path) -> None:
    store.open_store(store.sqlite_url(tmp_path / "new.sqlite3"), KEY)
    assert [sql.fetch(f"PRAGMA {name}")[0][0] for name in ("journal_mode", "synchronous")] == ["wal", 2]
    store.close_store()


@pytest.mark.usefixtures("opened")
def test_models_and_schema_have_the_same_columns() -> None:
    from django.apps import apps

    models = {model._meta.db_table: model for model in apps.get_app_config("store").get_models()}
    own = {"comments": set(sql.OWN)}
    for name, of in TABLES.items():
        columns = [field.column for field in models[name]._meta.concrete_fields]
        assert set(columns) == set(of.names) | own.get(name, set()), name


@pytest.mark.usefixtures("opened")
def test_the_database_has_the_types_of_the_schema() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for name, of in TABLES.items():
            fields = {one.name: one for one in connection.introspection.get_table_description(cursor, name)}
            kinds = {
                one: connection.introspection.get_field_type(field.type_code, field) for one, field in fields.items()
            }
            expected = {
                "text": "TextField", "word": "TextField", "time": "DateTimeField", "integer": "BigIntegerField",
                "number": "FloatField", "flag": "BooleanField",
            }  # fmt: skip
            for column in of.columns:
                if column.name not in ("decision_id", "rule_id"):
                    assert kinds[column.name] == expected[column.kind], f"{name}.{column.name}"


@pytest.mark.usefixtures("opened")
def test_no_migration_is_missing() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_scores_of_an_older_database_are_taken_over(store_url: str) -> None:
    from django.core.management import call_command

    store.open_store(store_url, KEY)
    read({"id": 1}, spam=0.3)
    read({"id": 1, "text": "another"}, at=NOON + timedelta(days=1), run="run 2", spam=0.6)
    names = ", ".join(table("scores").names)
    before = sorted(sql.fetch(f"SELECT {names} FROM scores"))
    call_command("migrate", "store", "0004", verbosity=0)
    sql.execute("DELETE FROM scores")
    for row in before:
        sql.execute(f"INSERT INTO scores ({names}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", row)
    call_command("migrate", verbosity=0)
    assert sorted(sql.fetch(f"SELECT {names} FROM scores")) == before
    assert sql.fetch("SELECT COUNT(*) FROM earlier_scores WHERE current") == [(0,)]
    assert sql.fetch("SELECT scored_run, spam_score FROM comments") == [("run 2", 0.6)]


def test_a_password_is_never_shown() -> None:
    with pytest.raises(StoreError) as raised:
        store.open_store("postgres://someone:secret@127.0.0.1:1/none")
    assert "does not answer" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    "url", ["mysql://host/name", "causerie.sqlite3", "sqlite:///", "postgres://host", "postgres://host:x/name"]
)
def test_an_address_that_is_none_is_a_setting_to_mend(url: str) -> None:
    with pytest.raises(SettingsError):
        store.open_store(url)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no folder"):
        store.open_store(store.sqlite_url(tmp_path / "missing" / "causerie.sqlite3"))


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="is a folder"):
        store.open_store(store.sqlite_url(tmp_path))


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(b"these are notes, not a database\n" * 100)
    with pytest.raises(StoreError, match="is no database or is damaged"):
        store.open_store(store.sqlite_url(file))
    assert file.read_bytes().startswith(b"these are notes")


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    url = store.sqlite_url(tmp_path / "causerie.sqlite3")
    store.open_store(url)
    sql.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')")
    with pytest.raises(StoreError, match=r"newer version of Causerie \(9999_later\)"):
        store.open_store(url)
    store.close_store()


def test_another_key_is_refused(opened: str) -> None:
    with pytest.raises(StoreError, match=r"another secret\.key"):
        store.open_store(opened, b"x" * 32)


def test_a_full_disk_is_said_and_loses_nothing(tmp_path: Path) -> None:
    store.open_store(store.sqlite_url(tmp_path / "causerie.sqlite3"), KEY)
    read({"id": 1})
    sql.fetch("PRAGMA max_page_count = 60")
    with pytest.raises(StoreError, match="the disk is full"):
        read(*({"id": number, "text": f"{number} " * 500} for number in range(2, 500)))
    assert kept(1, "comment_id") == "blog:1"
    assert sum(len(part) for part in store.frames("comments")) == 1
    store.close_store()


def test_a_database_that_may_only_be_read_says_so(tmp_path: Path) -> None:
    store.open_store(store.sqlite_url(tmp_path / "causerie.sqlite3"), KEY)
    sql.fetch("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="cannot be written"):
        read({"id": 1})
    store.close_store()


def test_a_postgres_database_that_is_not_there_is_named(postgres_url: str) -> None:
    with pytest.raises(StoreError, match="make the database first"):
        store.open_store(postgres_url + "_not")


def test_a_postgres_server_that_goes_away_is_told(postgres_url: str) -> None:
    store.open_store(postgres_url, KEY)
    process = sql.fetch("SELECT pg_backend_pid()")[0][0]
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute("SELECT pg_terminate_backend(%s)", [process])
    with pytest.raises(StoreError, match="went away"):
        store.one("blog:1")
    store.close_store()


def test_copies_are_whole_databases(tmp_path: Path) -> None:
    store.open_store(store.sqlite_url(tmp_path / "causerie.sqlite3"), KEY)
    read({"id": 1})
    store.backup(tmp_path / "copy.sqlite3")
    with sqlite3.connect(tmp_path / "copy.sqlite3") as copy:
        assert copy.execute("SELECT comment_id FROM comments").fetchall() == [("blog:1",)]
    assert [file.name for file in tmp_path.glob("*.part")] == []
    with pytest.raises(StoreError, match=r"backup .*nowhere"):
        store.backup(tmp_path / "nowhere" / "copy.sqlite3")
    store.close_store()


def test_postgres_makes_its_own_copies(postgres_url: str, tmp_path: Path) -> None:
    store.open_store(postgres_url, KEY)
    with pytest.raises(StoreError, match="pg_dump"):
        store.backup(tmp_path / "copy")


@pytest.mark.usefixtures("opened")
def test_check_finds_what_belongs_to_nothing() -> None:
    read({"id": 1})
    read({"id": 1, "text": "another"}, at=NOON + timedelta(days=1))
    assert store.check() == ["comments that belong to no post: 1"]
    sql.execute("DELETE FROM comments")
    assert store.check() == ["scores that belong to no comment: 2"]


@pytest.mark.usefixtures("opened")
def test_frames_come_typed_even_when_empty() -> None:
    (empty,) = store.frames("comments")
    assert {name: str(dtype) for name, dtype in empty.dtypes.items()} == {
        one.name: one.dtype for one in COMMENTS.columns
    }
    read({"id": 1, "likes": 3, "created_at": NOON, "by_staff": True})
    (full,) = store.frames("comments")
    assert list(full.columns) == list(table("comments").names)
    assert (full.dtypes == empty.dtypes).all()
    assert full[["likes", "created_at", "by_staff"]].to_numpy().tolist() == [[3, NOON, True]]
