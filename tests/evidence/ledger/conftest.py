from collections.abc import AsyncIterator

import pytest

from evidence.ledger.keys import Signer
from records.database import Pool, pool_of
from tests.evidence.ledger.scene import anew


@pytest.fixture
async def pool(database: str) -> AsyncIterator[Pool]:
    """A record without a fact, whose ledger is empty."""
    async with pool_of(database) as opened:
        await anew(opened)
        yield opened


@pytest.fixture
def signer() -> Signer:
    return Signer(b"s" * 32)
