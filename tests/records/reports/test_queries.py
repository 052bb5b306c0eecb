from datetime import timedelta
from typing import Any

import pytest

from records.database import Pool, rows
from records.keys.report_key import LocalWrapper
from records.keys.store import KeyStore
from records.paging import BadCursor, Cursors, WrongCursor
from records.reports.queries.facts import list_facts
from records.reports.queries.listing import (
    ANY,
    Filter,
    count_reports,
    cursors_of,
    list_reports,
    read_report,
)
from records.reports.queries.messages import list_messages
from records.reports.search_index import SearchIndex
from records.requests import limits
from tests.records.samples import BEGUN, batch, facts, notice, record, row, tracking_number
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor, digest_of

WRAPPER = LocalWrapper(b"m" * 32)
CENTRE = Actor(Role.NATIONAL_ADMIN, "n")
AUDITOR = Actor(Role.AUDITOR, "u")
CENTRES_SUPERVISOR = Actor(Role.SUPERVISOR, "s")
ADMIN = Actor(Role.AGENCY_ADMIN, "a", "kemenkes")
SUPERVISOR = Actor(Role.SUPERVISOR, "b", "kemenkes")
OFFICER = Actor(Role.LIAISON_OFFICER, "o", "kemenkes", "layanan")
OTHER_OFFICER = Actor(Role.LIAISON_OFFICER, "p", "kemenkes", "umum")
OTHER_ADMIN = Actor(Role.AGENCY_ADMIN, "c", "pemda")


@pytest.fixture
async def emptied(pool: Pool) -> None:
    await rows(pool, "truncate reports, report_texts, declines, tasks, lapses, messages")


async def add(pool: Pool, **changed: Any) -> str:
    """A recorded report with those columns."""
    number = tracking_number()
    text = changed.pop("searched", None)
    more = {name: changed.pop(name) for name in ("tasks", "lapses", "notices") if name in changed}
    sent = batch(number, facts(number, 3), row=row(3, **changed), **more)
    await record(pool, sent | ({"search": await indexed(pool, sent, text)} if text else {}))
    return number


async def indexed(pool: Pool, sent: dict[str, Any], text: str) -> list[str] | None:
    """The entry of a report that is submitted with that text."""
    keys = KeyStore(pool, WRAPPER)
    key = await keys.create(sent["report"])
    submitted = {**sent["facts"][0], "data": {"anonymous": False, "text": key.seal(text).model_dump()}}
    return await SearchIndex(pool, keys).words_of({**sent, "facts": [submitted]})


async def searching(pool: Pool, actor: Actor, text: str) -> Filter:
    return Filter(words=await SearchIndex(pool, KeyStore(pool, WRAPPER)).query(actor, text))


async def seen(pool: Pool, actor: Actor, which: Filter | None = None) -> set[str]:
    found = await list_reports(pool, actor, which or Filter(), limit=200)
    return {each.report for each in found.items}


@pytest.mark.usefixtures("emptied")
async def test_everyone_lists_what_they_may_read_and_nothing_else(pool: Pool) -> None:
    held = await add(pool)
    other_unit = await add(pool, unit="umum")
    undisposed = await add(pool, unit=None)
    elsewhere = await add(pool, agency="pemda")
    at_centre = await add(pool, agency=None, unit=None)
    everything = {held, other_unit, undisposed, elsewhere, at_centre}
    for actor in (CENTRE, AUDITOR, CENTRES_SUPERVISOR):
        assert await seen(pool, actor) == everything
    for actor in (ADMIN, SUPERVISOR):
        assert await seen(pool, actor) == {held, other_unit, undisposed}
    assert await seen(pool, OFFICER) == {held}
    assert await seen(pool, OTHER_OFFICER) == {other_unit}
    assert await seen(pool, OTHER_ADMIN) == {elsewhere}
    assert await seen(pool, Actor(Role.REPORTER, held)) == set()


@pytest.mark.usefixtures("emptied")
async def test_an_agency_that_declined_sees_the_report_as_it_left_it(pool: Pool) -> None:
    left = {"stage": "central_verification", "agency": "kemenkes", "unit": "layanan", "class": "complaint"}
    declined = [{"agency": "kemenkes", "fact": 2, "state": left}]
    number = await add(pool, agency="pemda", unit=None, class_="x", declined=declined, searched="jalan rusak")
    for actor in (ADMIN, OFFICER):
        (found,) = (await list_reports(pool, actor)).items
        assert (found.report, found.until, found.state) == (number, 2, left)
        assert (found.title, found.overdue, found.submitted_at) == (None, False, BEGUN)
    assert await seen(pool, OTHER_OFFICER) == set()
    (current,) = (await list_reports(pool, OTHER_ADMIN)).items
    assert (current.until, current.state) == (None, {"facts": 3})
    assert await seen(pool, ADMIN, Filter(stage=["follow_up"])) == set()
    assert await seen(pool, ADMIN, Filter(stage=["central_verification"], agency=["kemenkes"])) == {number}
    assert await seen(pool, ADMIN, await searching(pool, ADMIN, "jalan")) == set()
    assert await seen(pool, OTHER_ADMIN, await searching(pool, OTHER_ADMIN, "jalan")) == {number}


@pytest.mark.usefixtures("emptied")
async def test_a_declined_report_that_still_lies_between_is_listed_once(pool: Pool) -> None:
    declined = [{"agency": "kemenkes", "fact": 2, "state": {"agency": "kemenkes"}}]
    await add(pool, agency="kemenkes", stage="central_verification", declined=declined)
    assert [each.until for each in (await list_reports(pool, ADMIN)).items] == [2]


@pytest.mark.usefixtures("emptied")
async def test_each_filter_finds_its_own(pool: Pool) -> None:
    plain = await add(pool)
    later = instants.format_instant(BEGUN + timedelta(days=3))
    past, future = "2026-03-01T00:00:00.000000Z", "2100-01-01T00:00:00.000000Z"
    by = {
        "stage": (await add(pool, stage="approval"), Filter(stage=["approval"])),
        "agency": (await add(pool, agency="pemda"), Filter(agency=["pemda"])),
        "unit": (await add(pool, unit="umum"), Filter(unit=["umum"])),
        "class": (await add(pool, **{"class": "aspiration"}), Filter(report_class=["aspiration"])),
        "category": (await add(pool, category="energi"), Filter(category=["energi"])),
        "level": (await add(pool, escalation_level=2), Filter(level=[2])),
        "submitted": (
            await add(pool, submitted_at=later),
            Filter(submitted_from=instants.parse_instant(later)),
        ),
        "overdue": (await add(pool, next_due_at=past), Filter(overdue=True)),
        "due": (
            await add(pool, next_due_at=future),
            Filter(due_before=instants.parse_instant("2100-01-02T00:00:00.000000Z"), overdue=False),
        ),
        "text": (
            await add(pool, searched="Jembatan putus, mohon perbaikan"),
            await searching(pool, CENTRE, "memperbaiki jembatan"),
        ),
    }
    for name, (number, which) in by.items():
        assert await seen(pool, CENTRE, which) == {number}, name
        assert await count_reports(pool, CENTRE, which) == 1, name
    either = Filter(stage=["approval", "follow_up", "approval"], unit=["umum"], level=[0, 2])
    assert await seen(pool, CENTRE, either) == {by["unit"][0]}
    assert await seen(pool, CENTRE, Filter(stage=["approval", "closed"])) == {by["stage"][0]}
    assert await seen(pool, CENTRE, Filter(agency=["pemda", "nowhere"])) == {by["agency"][0]}
    not_overdue = await seen(pool, CENTRE, Filter(overdue=False))
    assert not_overdue == {plain} | {number for number, _ in by.values()} - {by["overdue"][0]}
    before = Filter(
        submitted_before=instants.parse_instant(later),
        unit=["umum"],
        agency=["kemenkes"],
        stage=["follow_up"],
    )
    assert await seen(pool, ADMIN, before) == {by["unit"][0]}


@pytest.mark.usefixtures("emptied")
async def test_pages_hold_each_report_once_in_order(pool: Pool) -> None:
    for days in (0, 1, 1, 1, 2):
        await add(pool, submitted_at=instants.format_instant(BEGUN + timedelta(days=days)))
    for days in (0, 1, 3):
        left = {"agency": "kemenkes"}
        declined = [{"agency": "kemenkes", "fact": 2, "state": left}]
        at = instants.format_instant(BEGUN + timedelta(days=days))
        await add(pool, agency="pemda", submitted_at=at, declined=declined)
    everything = (await list_reports(pool, ADMIN)).items
    assert len(everything) == 8
    keys = [(each.submitted_at, each.report) for each in everything]
    assert keys == sorted(keys, reverse=True)
    paged, cursor = [], None
    while True:
        page = await list_reports(pool, ADMIN, limit=3, after=cursor)
        paged += page.items
        if (cursor := page.next) is None:
            break
    assert paged == everything


ALL = cursors_of(CENTRE, ANY)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "W10",
        "é",
        "e30",
        ALL.written([1, 2]),
        ALL.written(["now", "x"]),
        ALL.written(["2026-01-05T00:00:00.000000Z", "\0"]),
        ALL.written(["2026-01-05T00:00:00.000000Z", "\ud800"]),
        ALL.written(["2026-01-05T00:00:00.000000Z", 2**63]),
        ALL.written(["2026-01-05T00:00:00.000000Z", True]),
    ],
)
async def test_a_cursor_of_ones_own_making_is_refused(pool: Pool, cursor: str) -> None:
    with pytest.raises(BadCursor):
        await list_reports(pool, CENTRE, after=cursor)


@pytest.mark.parametrize(
    "other",
    [
        Cursors.of("messages", None),
        cursors_of(CENTRE, Filter(stage=["closed"])),
        cursors_of(ADMIN, ANY),
    ],
)
async def test_a_cursor_of_another_list_filter_or_reader_is_refused(pool: Pool, other: Cursors) -> None:
    with pytest.raises(WrongCursor):
        await list_reports(pool, CENTRE, after=other.written(["2026-01-05T00:00:00.000000Z", "x"]))


async def test_one_report_comes_with_what_decides_who_reads_it(pool: Pool) -> None:
    declined = [{"agency": "pemda", "fact": 2, "state": {"hops": 1}}]
    title = {"sealed": "c2VhbGVk", "key": "k", "commitment": "ab" * 32, "length": 41}
    number = await add(pool, declined=declined, title=title)
    found = await read_report(pool, number)
    assert found is not None
    assert (found.agency, found.unit, found.facts) == ("kemenkes", "layanan", 3)
    assert (found.declined, found.title, found.sealed_at) == (declined, title, None)
    assert await read_report(pool, "nobody") is None


async def test_facts_come_back_as_they_were_digested(pool: Pool) -> None:
    number = tracking_number()
    sealed = {"sealed": "c2VhbGVk", "key": "k", "commitment": "ab" * 32, "length": 41}
    data = {"text": sealed, "n": 2**53 - 1, "none": None, "list": [True, {"ä": "é\u2028"}], "seconds": 0}
    chain = facts(number, 5, data)
    await record(pool, batch(number, chain))
    whole = await list_facts(pool, number)
    assert (whole.items, whole.next) == (chain, None)
    assert [digest_of(fact.wire()) for fact in whole.items] == [fact.digest for fact in chain]
    first = await list_facts(pool, number, limit=2)
    second = await list_facts(pool, number, limit=2, after=first.next, until=4)
    assert first.items + second.items == chain[:4]
    assert second.next is None


@pytest.mark.usefixtures("emptied")
async def test_messages_are_listed_the_latest_first(pool: Pool) -> None:
    to_reporter = [notice(fact, [{"role": "reporter"}]) for fact in (1, 2, 3)]
    number = await add(pool, notices=to_reporter)
    await add(pool, notices=to_reporter)
    assert [each.fact for each in (await list_messages(pool)).items] == [3, 2, 1] * 2
    page = await list_messages(pool, report=number, limit=2)
    rest = await list_messages(pool, report=number, limit=2, after=page.next)
    assert [each.fact for each in page.items + rest.items] == [3, 2, 1]
    assert {each.recipient for each in page.items} == {"reporter"}
    assert rest.next is None


async def test_wrong_pins_are_counted_until_the_right_one(pool: Pool) -> None:
    number = tracking_number()

    async def judged(*, is_right: bool) -> str:
        keys = [number, f"{number}@here", f"here {number}"]
        found = await limits.judge_pin(pool, keys, is_right=is_right, free=3, longest=900, hourly=100)
        return found.verdict

    assert [await judged(is_right=False) for _ in range(2)] == ["wrong"] * 2
    assert await judged(is_right=True) == "opened"
    assert [await judged(is_right=False) for _ in range(4)] == ["wrong"] * 3 + ["wait"]
    assert await judged(is_right=True) == "wait"
