"""Servers as processes."""

from collections.abc import Iterator

import pytest

from tests.runtime.life import Begin, lives


@pytest.fixture
def begin() -> Iterator[Begin]:
    """Begins servers on a folder of the test's own."""
    with lives() as begins:
        yield begins
