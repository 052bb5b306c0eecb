"""Processes that judge, shared by all tests of the audit."""

from collections.abc import AsyncIterator

import pytest

from tests.evidence.replay.scene import Court


@pytest.fixture(scope="session")
async def court() -> AsyncIterator[Court]:
    """Two processes that judge evidence."""
    court = Court()
    try:
        yield court
    finally:
        court.close()
