"""What the tests of bundles share."""

from collections.abc import Iterator

import pytest

from evidence.bundle import replay
from tests.evidence.replay.remembering import SharedReplays


@pytest.fixture(scope="module", autouse=True)
def replayed_once() -> Iterator[None]:
    """Bundles that differ in all but their histories are verified by the same replay: it depends on nothing
    else. Other histories, and the first time each, are carried out as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(replay, "Replays", SharedReplays)
        yield
