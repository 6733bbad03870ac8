"""What several test modules share: the stores to test on, and samples of raw files."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

pytest_plugins = ["stores"]

SAMPLES = Path(__file__).parent / "samples"
EXAMPLE = Path(__file__).parent.parent / "data" / "raw" / "example"


@pytest.fixture
def example() -> Path:
    """The folder of the sample site's raw files."""
    return EXAMPLE


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Where every part must be there a skip is a failure; only the real page, which is not ours, may lack."""
    report = yield
    if os.environ.get("CAUSERIE_REQUIRE_ALL") == "1" and report.skipped and not hasattr(report, "wasxfail"):
        reason = str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "CAUSERIE_CASES" not in reason:
            report.outcome = "failed"
            report.longrepr = f"skipped where nothing may be: {reason}"
    return report
