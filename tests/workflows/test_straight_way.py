"""The straight way, counted: what a report costs the engine and what the record holds of it afterwards."""

from collections import Counter

import pytest
from temporalio.api.enums.v1 import EventType

from records.database import Pool, rows
from tests.workflows.reports import PLANTED, Reports

MOST_EVENTS = 36


@pytest.mark.parametrize("pause", [0, 0.3], ids=["at once", "at people's pace"])
async def test_a_report_goes_its_straight_way_in_few_events(
    reports: Reports, pool: Pool, pause: float
) -> None:
    report = await reports.submit()
    await report.straight(pause=pause)
    head = await report.handle.result()

    history = await report.handle.fetch_history()
    size = sum(event.ByteSize() for event in history.events)
    kinds = Counter(EventType.Name(event.event_type) for event in history.events)
    print(f"\nstraight way: {len(history.events)} events, {size} bytes")
    print({name.removeprefix("EVENT_TYPE_"): n for name, n in sorted(kinds.items())})
    assert len(history.events) <= MOST_EVENTS
    assert PLANTED.encode() not in b"".join(event.SerializeToString() for event in history.events)

    facts = await rows(
        pool, "select number, digest, previous from facts where report = %s order by number", [report.number]
    )
    assert [fact["number"] for fact in facts] == [1, 2, 3, 4, 5, 6]
    assert facts[-1]["digest"] == head
    assert [fact["previous"] for fact in facts[1:]] == [fact["digest"] for fact in facts[:-1]]
    (row,) = await rows(pool, "select state, sealed_at from reports where report = %s", [report.number])
    assert row["state"]["stage"] == "closed"
    assert row["state"]["outcome"] == "resolved"
    assert row["sealed_at"] is not None
