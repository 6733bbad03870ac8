"""What several test modules share: the stores to test on, and samples of raw files."""

from pathlib import Path

import pytest

pytest_plugins = ["stores"]

SAMPLES = Path(__file__).parent / "samples"
EXAMPLE = Path(__file__).parent.parent / "data" / "raw" / "example"


@pytest.fixture
def example() -> Path:
    """The folder of the sample site's raw files."""
    return EXAMPLE
