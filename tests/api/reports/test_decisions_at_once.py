"""Many decisions on one report at once, each with a key of its own: one stands, the others are refused."""

import asyncio
import secrets
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from httpx import Response

from runtime.settings import Settings
from tests.api.people import FORWARD, REASON, TEXT, People, Report

MANY = 40
ARCHIVE = {"kind": "archive", "reason": "handled_elsewhere", "note": REASON}
DECLINE = {"kind": "decline", "reason": REASON}
WAY: list[tuple[str, list[dict[str, Any]], set[str]]] = [
    ("pusat", [FORWARD, ARCHIVE], {"forwarded", "archived"}),
    ("admin.kemenkes", [{"kind": "dispose", "unit": "layanan"}, DECLINE], {"disposed", "declined"}),
    (
        "penghubung.kemenkes.layanan",
        [{"kind": "respond", "text": TEXT, "final": True}, {"kind": "return_to_agency", "reason": REASON}],
        {"responded", "returned"},
    ),
]
"""Who decides on the report, one after another, and what: the first of each way goes on."""


@pytest.fixture(scope="module", params=[None, 12], ids=["in one run", "over many runs"])
def settings(
    settings: Settings, make_database: Callable[[str], str], request: pytest.FixtureRequest
) -> Settings:
    """Reports that stay in one run, or go on in a new one after every dozen events."""
    database = make_database(f"at_once_{request.param}")
    return settings.model_copy(update={"database_url": database, "continue_as_new_events": request.param})


async def at_once(report: Report, who: str, decisions: list[dict[str, Any]]) -> list[tuple[str, Response]]:
    """`MANY` decisions on one task, in turns of `decisions`, each with its key."""
    await report.people.headers(who)
    task, keys = report.task, [secrets.token_hex(8) for _ in range(MANY)]
    sent = (
        report.decide(who, key=key, task=task, **decisions[number % len(decisions)])
        for number, key in enumerate(keys)
    )
    return list(zip(keys, await asyncio.gather(*sent), strict=True))


async def stood(report: Report, who: str, kinds: list[dict[str, Any]], facts: set[str]) -> None:
    """One of them stands, with one fact, and all others are told that it does; and so it stays."""
    before = len(await report.facts())
    answers = await at_once(report, who, kinds)
    found = Counter((answer.status_code, answer.json().get("code")) for _, answer in answers)
    assert found == {(200, None): 1, (409, "task_not_open"): MANY - 1}
    added = [fact["kind"] for fact in (await report.facts())[before:]]
    assert len(facts & set(added)) == 1, added
    assert sum(kind in facts for kind in added) == 1, added


async def test_of_forty_decisions_at_once_one_stands_and_the_others_are_told_so(people: People) -> None:
    report = await people.submit()
    for who, kinds, facts in WAY:
        await stood(report, who, kinds[:1], facts)


@pytest.mark.parametrize("step", range(len(WAY)))
async def test_of_forty_decisions_of_two_kinds_at_once_one_stands(people: People, step: int) -> None:
    report = await people.submit()
    for who, kinds, _ in WAY[:step]:
        done = await report.decide(who, **kinds[0])
        assert done.status_code == 200, done.text
    await stood(report, *WAY[step])


async def test_of_forty_replies_at_once_one_stands(people: People) -> None:
    report = await people.submit()
    asked = await report.decide("pusat", "ask_reporter", question=TEXT)
    assert asked.status_code == 200, asked.text
    answers = await asyncio.gather(*(report.reply("complete", text=TEXT) for _ in range(MANY)))
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: MANY - 1}


async def test_of_forty_decisions_at_once_that_may_all_stand_all_do(people: People) -> None:
    report = await people.submit()
    answers = await at_once(report, "pimpinan.pusat", [{"kind": "nudge", "note": REASON}])
    assert Counter(answer.status_code for _, answer in answers) == {200: MANY}
    assert Counter(fact["kind"] for fact in await report.facts()) == {"submitted": 1, "nudged": MANY}
