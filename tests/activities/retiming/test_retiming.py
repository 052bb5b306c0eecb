"""The measured story on a small scale: the bench plays the same with 10,000 reports."""

import pytest

from activities.acts_on_reports import PLANNED
from tests.activities.retiming.scene import scene
from tests.activities.retiming.story import story


@pytest.mark.timeout(300)
async def test_a_decree_reaches_every_open_report_once_although_the_worker_is_killed_twice() -> None:
    reports = PLANNED * 6 // 5  # more than are planned, or reached, at a time
    async with scene() as system:
        told = await story(system, reports=reports)
    assert told.affected >= reports * 9 // 10 > PLANNED
