"""Facts that were sealed and are not what the history leads to; calendars and the ledger's leaves too."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from evidence.embedded_data import calendars_in
from evidence.replay.evidence import Evidence, Wire
from evidence.replay.findings import Verdict
from tests.evidence.replay.scene import Court, evidence, with_payload
from tests.histories.golden import Golden
from tests.histories.many import everything
from workflows.procedure.model.facts import as_digested, digest_of

SAMPLE = 30


def sample(facts: int = 3) -> list[Golden]:
    """Reports of so many facts or more."""
    return Random(5).sample([golden for golden in everything() if len(golden.facts) >= facts], SAMPLE)


def sealed(golden: Golden, facts: Sequence[Wire]) -> Evidence:
    """The report with these facts in the archive."""
    return evidence(golden, sealed=facts)


def first(verdicts: Sequence[Verdict]) -> list[tuple[str, int | None]]:
    """What each is about first, and which fact."""
    return [(each.verdict, each.first.fact if each.first else None) for each in verdicts]


@pytest.mark.parametrize(
    "part", ["number", "kind", "at", "recorded_at", "actor", "data", "previous", "digest"]
)
async def test_a_fact_that_was_changed_is_told_with_the_part(court: Court, part: str) -> None:
    goldens = sample()
    cases = [sealed(each, [each.facts[0], changed(each.facts[1], part), *each.facts[2:]]) for each in goldens]
    verdicts = await court.judged(*cases)
    assert set(first(verdicts)) == {("facts_differ", 2)}
    assert {each.first.field for each in verdicts if each.first} == {part}


def changed(fact: Wire, part: str) -> Wire:
    """The fact with another value there."""
    value = fact[part]
    if isinstance(value, int):
        return {**fact, part: value + 1}
    if isinstance(value, str):
        return {**fact, part: value.translate(str.maketrans("01", "10")) + "x" * (part == "kind")}
    return {**fact, part: {**value, "more": "x"}}


async def test_a_sealed_text_that_was_exchanged_is_told_though_no_digest_covers_it(court: Court) -> None:
    goldens = sample()
    cases = []
    for golden in goldens:
        data = {**golden.facts[0]["data"]}
        data["text"] = {**data["text"], "sealed": "AAAA"}
        forged = {**golden.facts[0], "data": data}
        assert digest_of(forged) == forged["digest"]
        cases.append(sealed(golden, [forged, *golden.facts[1:]]))
    assert set(first(await court.judged(*cases))) == {("facts_differ", 1)}


async def test_a_fact_that_is_missing_added_or_in_anothers_place_is_told(court: Court) -> None:
    goldens = sample()
    missing = [sealed(each, each.facts[:-1]) for each in goldens]
    gap = [sealed(each, [each.facts[0], *each.facts[2:]]) for each in goldens]
    turned = [sealed(each, [each.facts[1], each.facts[0], *each.facts[2:]]) for each in goldens]
    twice = [sealed(each, [each.facts[0], *each.facts]) for each in goldens]
    for cases, message in (
        (missing, "the fact is missing"),
        (gap, "fact 3 stands here"),
        (turned, "fact 2 stands here"),
        (twice, "fact 1 stands here"),
    ):
        verdicts = await court.judged(*cases)
        assert {each.verdict for each in verdicts} == {"facts_differ"}
        assert {each.first.message for each in verdicts if each.first} == {message}


async def test_a_fact_of_another_report_is_told_for_one(court: Court) -> None:
    goldens = sample()
    cases = [
        sealed(one, [one.facts[0], other.facts[1], *one.facts[2:]])
        for one, other in zip(goldens, [*goldens[1:], goldens[0]], strict=True)
    ]
    verdicts = await court.judged(*cases)
    assert set(first(verdicts)) == {("facts_differ", 2)}
    assert {each.first.message for each in verdicts if each.first} == {"a fact of another report stands here"}


async def test_a_fact_after_the_last_is_told_of_a_report_that_is_over(court: Court) -> None:
    goldens = [
        each
        for each in everything()
        if each.runs[-1].events[-1].HasField("workflow_execution_completed_event_attributes")
    ]
    cases = [sealed(each, [*each.facts, next_fact(each.facts[-1])]) for each in goldens[:SAMPLE]]
    verdicts = await court.judged(*cases)
    assert {each.first.message for each in verdicts if each.first} == {"the history leads to no such fact"}
    assert {each.verdict for each in verdicts} == {"facts_differ"}


async def test_facts_that_go_on_from_an_open_history_tell_that_it_was_cut(court: Court) -> None:
    """Nothing else is known of it: the history may have been cut, or facts forged with their digests. That is
    for the ledger to tell."""
    goldens = [each for each in sample(1) if each.state["stage"] != "closed"]
    later = [sealed(each, [*each.facts, next_fact(each.facts[-1], LATER)]) for each in goldens]
    verdicts = await court.judged(*later)
    assert {each.verdict for each in verdicts} == {"history_broken"}
    # One that was recorded before the history's end, and is not in it, is of a task that was discarded.
    earlier = [sealed(each, [*each.facts, next_fact(each.facts[-1], EARLIER)]) for each in goldens]
    verdicts = await court.judged(*earlier)
    assert {each.verdict for each in verdicts} == {"facts_differ"}


EARLIER, LATER = "2026-11-01T00:00:00.000000Z", "2026-12-01T00:00:00.000000Z"


def next_fact(last: Wire, recorded_at: str = LATER) -> Wire:
    """A fact that could follow, digest and all."""
    fact = {**last, "number": last["number"] + 1, "previous": last["digest"], "recorded_at": recorded_at}
    return {**fact, "digest": digest_of(fact)}


async def test_the_chain_is_told_where_it_breaks(court: Court) -> None:
    goldens = sample()
    cases = [
        sealed(each, [each.facts[0], changed(each.facts[1], "kind"), *each.facts[2:]]) for each in goldens
    ]
    for verdict in await court.judged(*cases):
        assert [(each.kind, each.fact, each.field) for each in verdict.all] == [
            ("facts_differ", 2, "kind"),
            ("chain_broken", 2, "digest"),
        ]


async def test_a_bundles_facts_are_compared_as_they_are_digested(court: Court) -> None:
    golden = sample()[0]
    bundled = [as_digested(fact) for fact in golden.facts]
    case = replace(evidence(golden), source="bundle", sealed=bundled)
    forged = replace(case, sealed=[*bundled[:1], changed(bundled[1], "kind"), *bundled[2:]])
    assert [each.verdict for each in await court.judged(case, forged)] == ["identical", "facts_differ"]


# -- calendars


def stored(golden: Golden) -> dict[tuple[str, int], Wire]:
    """The calendars that the report's facts carry, as they are stored."""
    carried = [calendar for fact in golden.facts for calendar in calendars_in(fact["data"])]
    return {(each["region"], each["version"]): each for each in carried}


async def test_calendars_as_they_are_stored_are_those_of_the_facts(court: Court) -> None:
    cases = [evidence(golden, calendars=stored(golden)) for golden in sample()]
    assert {each.verdict for each in await court.judged(*cases)} == {"identical"}


@pytest.mark.parametrize("part", ["zone", "first", "days", "named"])
async def test_a_stored_calendar_that_was_changed_is_told(court: Court, part: str) -> None:
    cases = []
    for golden in sample():
        calendars = stored(golden)
        for key in calendars:
            calendars = {**stored(golden), key: {**calendars[key], part: "2020-01-01"}}
            cases.append(evidence(golden, calendars=calendars))
    verdicts = await court.judged(*cases)
    assert {(each.verdict, each.first.field if each.first else None) for each in verdicts} == {
        ("calendar_differs", part)
    }


async def test_a_calendar_that_is_not_stored_is_told(court: Court) -> None:
    verdicts = await court.judged(*(evidence(golden, calendars={}) for golden in sample()))
    assert {each.verdict for each in verdicts} == {"calendar_differs"}


async def test_what_no_check_can_follow_is_told_as_what_it_checks_and_hides_nothing(court: Court) -> None:
    (golden,) = sample()[:1]
    nonsense: Any = "not a calendar"
    torn = dict.fromkeys(stored(golden), nonsense)
    case = evidence(golden, calendars=torn, logged={**leaves(golden), 2: {"f" * 64}})
    (verdict,) = await court.judged(case)
    assert [(each.kind, each.message) for each in verdict.all] == [
        ("calendar_differs", "it can't be followed: AttributeError"),
        ("ledger_differs", "the ledger has another fact of this number"),
    ]
    facts: Any = [{}, *golden.facts[1:]]
    (verdict,) = await court.judged(sealed(golden, facts))
    assert verdict.verdict == "facts_differ"


async def test_a_calendar_that_was_changed_within_the_history_is_told_by_the_facts(court: Court) -> None:
    """What was sealed differs, and without it what is stored."""

    def without_working_days(start: Any) -> Any:
        start["intake"]["centre"]["calendar"]["days"] = "AAAA" * 64
        return start

    goldens = sample()
    cases = [with_payload(evidence(each), 0, 0, without_working_days) for each in goldens]
    for verdict in await court.judged(*cases):
        assert ("facts_differ", 1) in [(each.kind, each.fact) for each in verdict.all]
    alone = [
        replace(case, sealed=None, calendars=stored(golden))
        for case, golden in zip(cases, goldens, strict=True)
    ]
    for verdict in await court.judged(*alone):
        assert ("calendar_differs", 1) in [(each.kind, each.fact) for each in verdict.all]


# -- the ledger


def leaves(golden: Golden) -> Mapping[int, set[str]]:
    """The leaves of the report's facts."""
    return {fact["number"]: {fact["digest"]} for fact in golden.facts}


async def test_each_fact_has_its_leaf(court: Court) -> None:
    cases = [evidence(golden, logged=leaves(golden)) for golden in sample()]
    assert {each.verdict for each in await court.judged(*cases)} == {"identical"}


async def test_a_fact_without_a_leaf_is_told_once_it_is_old_enough(court: Court) -> None:
    cases = []
    for golden in sample():
        whole = evidence(golden, logged={key: each for key, each in leaves(golden).items() if key != 2})
        assert whole.as_of is not None
        cases += [whole, replace(whole, as_of=whole.as_of + timedelta(minutes=6))]
    verdicts = await court.judged(*cases)
    for verdict in verdicts[1::2]:
        assert ("not_in_ledger", 2) in [(each.kind, each.fact) for each in verdict.all]
    assert {each.verdict for each in verdicts[::2]} == {"identical"}, "it may be about to be logged"


async def test_a_leaf_of_a_discarded_task_stands_for_no_fact(court: Court) -> None:
    cases = []
    for golden in sample():
        whole = evidence(golden, logged={**leaves(golden), 2: {"f" * 64}}, superseded=["f" * 64])
        assert whole.as_of is not None
        cases += [whole, replace(whole, as_of=whole.as_of + timedelta(minutes=6))]
    verdicts = await court.judged(*cases)
    for verdict in verdicts[1::2]:
        assert ("not_in_ledger", 2) in [(each.kind, each.fact) for each in verdict.all]
    assert "ledger_differs" not in {found.kind for verdict in verdicts for found in verdict.all}


async def test_another_leaf_or_one_of_no_fact_is_told(court: Court) -> None:
    goldens = sample()
    other = [evidence(each, logged={**leaves(each), 2: {"f" * 64}}) for each in goldens]
    beyond = [evidence(each, logged={**leaves(each), len(each.facts) + 1: {"f" * 64}}) for each in goldens]
    beside = [evidence(each, logged={**leaves(each), 2: leaves(each)[2] | {"f" * 64}}) for each in goldens]
    verdicts = await court.judged(*other, *beside)
    assert set(first(verdicts)) == {("ledger_differs", 2)}
    verdicts = await court.judged(*beyond)
    assert {each.verdict for each in verdicts} == {"ledger_differs"}
    discarded = [replace(case, superseded=["f" * 64]) for case in (*beyond, *beside)]
    assert {each.verdict for each in await court.judged(*discarded)} == {"identical"}


def test_every_calendar_that_a_fact_may_carry_is_found() -> None:
    (golden,) = [each for each in everything() if len(stored(each)) > 2][:1]
    text = json.dumps(golden.facts)
    assert text.count('"days": "') == len(
        [each for fact in golden.facts for each in calendars_in(fact["data"])]
    )
