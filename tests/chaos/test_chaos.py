"""Whatever is killed: nothing acknowledged is lost, nothing happens twice, nothing gets stuck."""

import pytest

from tests.chaos.conftest import Aftermath
from workflows.procedure.model.enums import Role

pytestmark = [pytest.mark.chaos, pytest.mark.timeout(600)]


def test_everybody_got_to_the_end_of_their_way(aftermath: Aftermath) -> None:
    odd = aftermath.driven.failures + aftermath.people.log.odd
    assert not odd, aftermath.explained(odd)
    assert len(aftermath.driven.killed) == aftermath.plan.kills


def test_decisions_went_on_standing_without_the_database(aftermath: Aftermath) -> None:
    begun, over = aftermath.driven.away
    stood = [
        sent for sent in aftermath.people.log.decided if begun + 3 < sent.at - sent.took and sent.at < over
    ]
    assert len(stood) >= min(20, aftermath.plan.reports // 10), aftermath.explained(
        [f"only {len(stood)} stood"]
    )


def test_every_acknowledged_decision_stands_exactly_once_and_no_other_does(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("decisions")), told


def test_facts_are_chained_and_the_record_holds_the_same_ones(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("chain")), told


def test_live_and_record_and_history_are_one_state(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("state")), told


def test_every_rung_fired_once_at_its_own_instant(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("rungs")), told
    fired = {
        fact.data["level"]
        for seen in aftermath.seen.values()
        for fact in seen.facts
        if fact.kind == "escalated"
    }
    assert fired == {1, 2, 3}


def test_each_message_was_posted_once(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("messages")), told


async def test_no_report_is_stuck(aftermath: Aftermath) -> None:
    assert not (told := aftermath.told("progress")), told
    for number, seen in aftermath.seen.items():
        task = seen.case.task
        if task is not None and task.owner.role is not Role.REPORTER:
            await aftermath.people.nudge(number, task.id, task.owner.agency)


async def test_a_rebuild_from_the_histories_would_change_nothing(aftermath: Aftermath) -> None:
    code, printed = await aftermath.system.tool("rebuild", "--check")
    assert code == 0, aftermath.explained([printed])


@pytest.mark.parametrize("audit", ["audit replay", "ledger check", "accesses check"])
async def test_auditors_find_everything_as_it_was(aftermath: Aftermath, audit: str) -> None:
    code, printed = await aftermath.system.tool(*audit.split())
    assert code == 0, aftermath.explained([printed])


async def test_ctrl_c_leaves_no_process_and_the_next_life_finds_its_data(aftermath: Aftermath) -> None:
    system, people = aftermath.system, aftermath.people
    assert await system.interrupt() == 0, system.last_words()
    assert system.left() == []
    system.require_free_ports()

    await system.begin()
    for number, seen in list(aftermath.seen.items())[:20]:
        told = await people.look(number, None if seen.live else "record")
        assert told["facts"] >= seen.case.last_fact.number, number
    assert await system.interrupt() == 0, system.last_words()
    assert system.left() == []
