"""An installation of an earlier release goes on under this one: reports begun there are finished here.

The fixtures are real installations, made by `tests/upgrade/make.py` from a checkout of that release. Each was
left at a certain time, and the test runs at any later one. So it expects nothing of today's date: what was
noted is compared as of then; what fell due meanwhile was noted beforehand, instant by instant; and people act
on each report according to where it stands. Under the policy `long` nothing lapses for twenty years, under
`short` everything has, under `days` and `default` it depends on the day.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from temporalio.client import Client
from temporalio.service import RPCError

from tests.evidence.archive.forgetting import forget
from tests.upgrade.conftest import Upgraded
from tests.upgrade.foreseen import told
from tests.upgrade.make import KEPT_ACCESS, UNHEARD, is_carried_out
from tests.upgrade.people import AUDITOR, FORM, Json, Report
from tests.upgrade.policies import IN_SECONDS, SHORT

PRESENT = {"officer_gone", "vacancy"}
"""What is told of a task in the present only."""


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written)


async def test_reports_stand_as_they_were_left(upgraded: Upgraded) -> None:
    for name, noted in upgraded.noted.items():
        if state := noted.get("state"):
            report = upgraded.reports[name]
            seen = await report.look()
            then = seen if seen["facts"] == state["facts"] else await report.look(at=state["facts"])
            told = {field: then[field] for field in state}  # a later release tells more
            assert _timeless(told) == _timeless(state), name
            digests = [fact["digest"] for fact in await report.facts()]
            assert digests[: state["facts"]] == [digest for _, _, digest in noted["facts"]], name


def _timeless(state: Json) -> Json:
    """A state without who told it, and without what is told of the present only."""
    task = state["task"] and {name: state["task"][name] for name in state["task"].keys() - PRESENT}
    return state | {"source": None, "task": task}


async def test_what_was_sent_while_no_worker_was_up_is_carried_out(upgraded: Upgraded) -> None:
    unheard, decided = upgraded.reports["short/unheard"], upgraded.reports["long/decided unheard"]
    await upgraded.until(partial(_has, unheard, "escalated", level=3))
    # In a later year it takes a renewed calendar along, too.
    facts = [fact for fact in await unheard.facts() if fact["kind"] != "calendar_changed"]
    kinds = ["submitted", "reminded", "lapsed", "escalated", "escalated", "escalated"]
    assert [fact["kind"] for fact in facts] == kinds
    late = [_instant(fact["at"]) - _instant(facts[0]["at"]) for fact in facts[1:]]
    of_levels = [SHORT["verification"] + IN_SECONDS[level] for level in (0, 1, 1, 2, 3)]
    assert late == [timedelta(seconds=seconds) for seconds in of_levels]

    await upgraded.until(partial(_has, decided, "disposed"))
    assert [fact["kind"] for fact in await decided.facts()].count("disposed") == 1
    assert (await decided.look())["unit"] == "layanan"


async def _has(report: Report, kind: str, **data: Any) -> bool:
    return any(fact["kind"] == kind and data.items() <= fact["data"].items() for fact in await report.facts())


async def test_a_decree_that_was_on_its_way_moves_each_clock_once(upgraded: Upgraded) -> None:
    await upgraded.until(partial(is_carried_out, upgraded.people, UNHEARD))
    for name in ("at the agency", "with the officer", "extended", "disputed", "drafted"):
        moved = [
            fact["data"]
            for fact in await upgraded.reports[f"long/{name}"].facts()
            if fact["kind"] == "deadline_moved" and UNHEARD in json.dumps(fact["data"])
        ]
        clocks = {(each["clock"], each["instance"]) for each in moved}
        assert len(clocks) == len(moved) >= 2, name
        assert all(each["old_due_at"] < each["new_due_at"] for each in moved), name


async def test_people_bring_every_report_to_its_end(finished: Upgraded) -> None:
    assert not finished.failures, "\n".join(f"{name}: {why}" for name, why in finished.failures.items())
    for report in finished.reports.values():
        assert (await report.look())["stage"] == "closed", report.name
    freed = [fact for fact in await finished.reports["long/objection"].facts() if fact["kind"] == "split"]
    assert [fact["actor"]["role"] for fact in freed] == ["system"]
    assert (await finished.reports["long/erased"].look())["title"] is None
    assert (await finished.reports["long/confirmed"].look())["title"] == FORM["title"]


async def test_what_is_sent_again_is_answered_as_the_old_release_did(finished: Upgraded) -> None:
    assert len(finished.sent_again) > 20
    assert [name for name, (before, now) in finished.sent_again.items() if before != now] == []


async def test_what_fell_due_meanwhile_happened_once_at_its_own_instant(finished: Upgraded) -> None:
    for name, noted in finished.noted.items():
        if not (foreseen := noted.get("foreseen")):
            continue
        later = (await finished.reports[name].facts())[len(noted["facts"]) :]
        people = [fact["at"] for fact in later if fact["actor"]["role"] != "system"]
        acted = _instant(people[0]) if people else datetime.now(UTC)
        found = [told(fact) for fact in later if _is_foreseeable(fact, foreseen)]
        due = [each for each in foreseen if _instant(each["at"]) <= acted]
        # Where people act, what they leave running goes on: what falls due then was foreseen, too.
        assert found[: len(due)] == due, name
        assert found == foreseen[: len(found)], name


def _is_foreseeable(fact: Json, foreseen: list[Json]) -> bool:
    """Whether it is of a clock, or a postponement, of which was noted what happens by itself."""
    each = told(fact)
    return any((each["kind"], each["clock"], each["instance"]) == _of(other) for other in foreseen)


def _of(entry: Json) -> tuple[str, str | None, int | None]:
    return entry["kind"], entry["clock"], entry["instance"]


async def test_everything_is_ready_and_nothing_waits(finished: Upgraded) -> None:
    async def is_settled() -> bool:
        told = (await finished.people.http.get("/readyz")).json()
        # Of calendars that run out it depends on the day.
        return told["ready"] and all("calendars" in alarm for alarm in told["alarms"])

    await finished.until(is_settled)


async def test_letters_that_were_waiting_leave(finished: Upgraded) -> None:
    """Those to staff wait for working hours, those to reporters for nothing."""
    unheard, erased = (finished.reports[name].number for name in ("short/unheard", "long/erased"))

    async def are_sent() -> bool:
        told = await finished.people.get(AUDITOR, "/v1/messages", report=unheard)
        return all(each["sent_at"] for each in told["items"] if each["recipient"] == "reporter")

    await finished.until(are_sent)
    told = await finished.people.get(AUDITOR, "/v1/messages", limit=200)
    failed = [each for each in told["items"] if each["error"] and each["report"] != erased]
    assert [each for each in failed if each["error"] != "left_office"] == []


@pytest.fixture(scope="module")
async def forgotten(finished: Upgraded) -> Upgraded:
    """The engine has forgotten a report that was finished before, as it does after 90 days."""
    client = await Client.connect(f"127.0.0.1:{finished.system.settings.temporal_port}", namespace="tuntas")
    with suppress(RPCError):  # it may have done so by itself by now
        await forget(client, finished.reports["long/confirmed"].number)
    return finished


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("rebuild --check", "0 differences found, 0 reports repaired, 0 differences left\n"),
        ("ledger check", ", 0 differences\n"),
        ("accesses check --kept {kept}", ", all there and chained\n"),
        ("audit replay --processes 1", ": {reports} identical\n"),
    ],
)
async def test_record_histories_ledgers_and_archive_agree(
    forgotten: Upgraded, command: str, found: str
) -> None:
    kept = (forgotten.taken / KEPT_ACCESS).read_text().strip()
    code, printed = await forgotten.tool(*command.format(kept=kept).split())
    assert code == 0, printed
    assert found.format(reports=len(forgotten.noted)) in printed


async def test_what_an_auditor_took_away_before_still_verifies(finished: Upgraded) -> None:
    code, printed = await _verified(finished, "bundle.zip")
    assert code == 0, printed


async def test_what_is_taken_away_now_goes_on_from_a_head_that_was_kept(finished: Upgraded) -> None:
    people, taken = finished.people, finished.taken
    path = f"/v1/reports/{finished.reports['long/ruled on'].number}/bundle"
    headers = await people.headers(AUDITOR) | {"Access-Reason": "uji pemutakhiran"}
    bundle = await people.http.get(path, headers=headers)
    assert bundle.status_code == 200, bundle.text
    (taken / "new.zip").write_bytes(bundle.content)

    kept, now = json.loads((taken / "latest.json").read_text()), await people.http.get("/v1/heads/latest")
    span = {"first": kept["size"], "second": now.json()["size"]}
    link = await people.http.get("/v1/heads/consistency", params=span)
    (taken / "link.json").write_text(link.text)
    held_to = ("--head", str(taken / "latest.json"), "--consistency", str(taken / "link.json"))
    code, printed = await _verified(finished, "new.zip", *held_to)
    assert code == 0, printed


async def _verified(upgraded: Upgraded, bundle: str, *more: str) -> tuple[int, str]:
    """What is said of a bundle by whoever trusts the keys that the old release published."""
    keys = upgraded.taken / "keys.json"
    return await upgraded.tool("audit", "verify", str(upgraded.taken / bundle), "--trust", str(keys), *more)
