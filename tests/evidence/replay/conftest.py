"""Processes that judge, shared by all tests of the audit."""

from collections.abc import AsyncIterator

import pytest

from tests.commands import forked
from tests.evidence.replay.scene import Court

forked_processes = forked.forked_processes


@pytest.fixture(scope="session")
async def court() -> AsyncIterator[Court]:
    """Two processes that judge evidence; they carry a history out once, however often it is compared."""
    court = Court()
    try:
        yield court
    finally:
        court.close()
