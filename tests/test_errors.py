"""Errors survive a worker process and speak in one line."""

import pickle

import pytest

from pipeline import errors

RAISED = [
    errors.UsageError("no such file"),
    errors.SettingsError("report.names", "is 'none'"),
    errors.UnknownName("table", "remarks", ["comments", "posts"]),
    errors.SchemaError("comments", ["a", "b"]),
    errors.SourceError("page.html", "holds no comments", "name another file"),
    errors.StageError("spam", "ValueError: x"),
    errors.ModelError("spam", "is missing"),
    errors.Busy("another run holds the lock"),
    errors.SiteError("the site went away"),
]


@pytest.mark.parametrize("error", RAISED, ids=lambda error: type(error).__name__)
def test_an_error_survives_pickling(error: errors.CauserieError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.exit_status) == (type(error), str(error), error.exit_status)
    assert "\n" not in str(error)
    assert "(" not in str(error)[:1]


def test_exit_statuses_are_as_promised() -> None:
    assert {type(error).__name__: error.exit_status for error in RAISED if error.exit_status != 1} == {
        "UsageError": 2,
        "SettingsError": 2,
        "UnknownName": 2,
        "Busy": 4,
    }
