"""What a bulk's decision would cause, by the functions that judge single decisions. Nothing is done.

Reports are judged as the record has them: asking hundreds of them live would take the engine from those who
decide. Each is judged again, by itself, when its turn comes.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from api.answers.problems import Problem, not_found, problem_of, problem_of_refusal
from api.bulks.kinds import FIELDS_IN_BULK, complete_decision, fit_offer
from api.reports import handle_decision, offered_decisions, parse_decision, preview
from api.reports.lookup import found_in_record, view_as
from api.reports.offered_decisions import is_over
from api.reports.seen_report import SeenReport
from api.requests.access import OpeningKey, Reading, open_text
from api.requests.sealing import stand_in
from api.schemas.offered import OfferedKind
from api.schemas.previews import PreviewedDecision
from api.services import Services
from records.keys.store import KeyDestroyed
from records.reports.queries.facts import list_facts_of_all
from records.reports.queries.listing import Recorded, read_reports
from workflows.procedure.model.case import Case
from workflows.procedure.model.decisions import Decision, Reassign
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.requests import DecisionRequest, LookedUp
from workflows.procedure.rules.decide import authorize
from workflows.procedure.rules.offered import offer_decisions
from workflows.procedure.rules.reading import title_shown
from workflows.procedure.rules.refusals import Refusal

TOGETHER = 50
"""How many reports are read by one statement, and judged before anything else has its turn."""
KEY = "preview of a bulk"
"""Stands for the Idempotency-Key, which a preview has not."""


@dataclass(frozen=True, slots=True)
class ReadableReport:
    """A report that the author may read. `title` is null where they don't see it; `is_erased` says that what
    was written in it is gone."""

    seen: SeenReport
    title: str | None
    is_erased: bool


@dataclass(frozen=True, slots=True)
class JudgedTask:
    """What would come of the decision on one task: the preview, or the problem that it would meet."""

    task: str
    report: str
    title: str | None
    previewed: PreviewedDecision | None
    problem: Problem | None


@dataclass(frozen=True, slots=True)
class OfferedInBulk:
    """A decision that can be made in bulk, and on how many of the tasks."""

    offer: OfferedKind
    tasks: int


def report_of(task: str) -> str:
    """The number of the report that has the task, if there is one."""
    return task.rpartition("-")[0]


async def read_readable_reports(
    services: Services, reading: Reading, tasks: Sequence[str], *, are_shown: bool = False
) -> dict[str, ReadableReport]:
    """The reports of these tasks that the reader may read now, by number. Where they `are_shown` they have
    titles, and it is noted."""
    wanted, found = list(dict.fromkeys(map(report_of, tasks))), dict[str, ReadableReport]()
    for begun in range(0, len(wanted), TOGETHER):
        part = wanted[begun : begun + TOGETHER]
        recorded = await read_reports(services.pool, part)
        facts = await list_facts_of_all(services.pool, list(recorded))
        keys = await reading.keys(recorded)  # opens nothing yet
        for report, row in recorded.items():
            with suppress(Problem):
                view = view_as(reading.actor, found_in_record(row))
                seen = SeenReport(report, view, facts[report])
                found[report] = _readable(reading, seen, row, keys.get(report), are_shown=are_shown)
        await asyncio.sleep(0)
    return found


def _readable(
    reading: Reading, seen: SeenReport, row: Recorded, key: OpeningKey | None, *, are_shown: bool
) -> ReadableReport:
    view = seen.view
    if are_shown:
        reading.shows(row.report, view.state)
    is_titled = are_shown and view.until is None and title_shown(reading.actor, view.state)
    return ReadableReport(seen, open_text(key, row.title) if is_titled else None, key is None)


async def read_titles(services: Services, reading: Reading, reports: Sequence[str]) -> dict[str, str | None]:
    """The titles of those of the reports that the reader may read now, by number; null where they don't see
    it. It is noted."""
    titles: dict[str, str | None] = {}
    recorded = await read_reports(services.pool, reports)
    keys = await reading.keys(recorded)
    for report, row in recorded.items():
        with suppress(Problem):
            seen = SeenReport(report, view_as(reading.actor, found_in_record(row)), ())
            titles[report] = _readable(reading, seen, row, keys.get(report), are_shown=True).title
    return titles


async def offer_in_bulk(services: Services, reading: Reading, tasks: Sequence[str]) -> list[OfferedInBulk]:
    """Which decisions the reader may make on which number of the tasks, in the order of the procedure. A task
    that is not open any more has none."""
    readable, now = await read_readable_reports(services, reading, tasks), datetime.now(UTC)
    offers: dict[str, list[OfferedKind]] = {kind: [] for kind in FIELDS_IN_BULK}
    for at, task in enumerate(tasks):
        if (report := readable.get(report_of(task))) is not None:
            for offer in _offers_on(services, reading.actor, report, now):
                if offer["task"] == task:
                    offers[offer["kind"]].append(offer)
        if at % TOGETHER == 0:
            await asyncio.sleep(0)
    return [OfferedInBulk(fit_offer(each), len(each)) for each in offers.values() if each]


def _offers_on(services: Services, actor: Actor, report: ReadableReport, now: datetime) -> list[OfferedKind]:
    case = report.seen.case
    if report.is_erased or is_over(case, now):
        return []
    known = offered_decisions.know_owner(services, case)
    found = offer_decisions(case, actor, now, known, FIELDS_IN_BULK).decisions
    offers = [offered_decisions.present_offer(services, actor, case, each) for each in found]
    return [each for each in offers if offered_decisions.has_choices(each)]


async def judge_bulk(
    services: Services, reading: Reading, tasks: Sequence[str], decision: Mapping[str, Any]
) -> list[JudgedTask]:
    """What would come of the decision on each of the tasks, in their order. Raises the 503 problem of a clock
    that is off."""
    services.clock.require()
    readable = await read_readable_reports(services, reading, tasks, are_shown=True)
    original = await _look_up_original(services, reading.actor, decision)
    judged = []
    for at, task in enumerate(tasks):
        judged.append(await _judge(services, reading.actor, task, readable, decision, original))
        if at % TOGETHER == 0:
            await asyncio.sleep(0)
    return judged


async def _look_up_original(services: Services, actor: Actor, decision: Mapping[str, Any]) -> LookedUp | None:
    """What the report is that all are to be merged into, asked once."""
    if decision["kind"] != "merge":
        return None
    body = {"task": None, "decision": decision}
    sent = parse_decision.parse_decision(services, body, stand_in)
    return await parse_decision.look_up_names(services, actor, "", sent.decision)


async def _judge(
    services: Services,
    actor: Actor,
    task: str,
    readable: Mapping[str, ReadableReport],
    decision: Mapping[str, Any],
    original: LookedUp | None,
) -> JudgedTask:
    number = report_of(task)
    report = readable.get(number)
    if report is None:
        return JudgedTask(task, number, None, None, not_found())
    try:
        previewed = await _preview(services, actor, task, report, decision, original)
    except Problem as problem:
        told = handle_decision.word_problem(services, actor, problem)
        return JudgedTask(task, number, report.title, None, told)
    return JudgedTask(task, number, report.title, previewed, None)


async def _preview(
    services: Services,
    actor: Actor,
    task: str,
    report: ReadableReport,
    decision: Mapping[str, Any],
    original: LookedUp | None,
) -> PreviewedDecision:
    case = report.seen.case
    body = {"task": task, "decision": complete_decision(decision, case)}
    sent = parse_decision.parse_decision(services, body, stand_in)
    known = original or await _look_up(services, actor, case, sent.decision)
    asked = parse_decision.make_request(services, actor, KEY, sent, known)
    if report.is_erased:
        _require_authority(case, asked)
        raise problem_of(KeyDestroyed(case.tracking_number))
    found = preview.preview_on(services, case, asked)
    return preview.present_preview(services, asked, report.seen, found)


async def _look_up(services: Services, actor: Actor, case: Case, decision: Decision) -> LookedUp:
    """What the directory says of what is named."""
    if isinstance(decision, Reassign):
        owner = case.task.owner if case.task else None
        return parse_decision.look_up_successor(services.directory, actor, owner, decision.to)
    return await parse_decision.look_up_names(services, actor, case.tracking_number, decision)


def _require_authority(case: Case, asked: DecisionRequest) -> None:
    """Raises the 404 or 403 problem that comes before what was erased."""
    try:
        authorize(case, asked)
    except Refusal as refusal:
        raise problem_of_refusal(refusal.wire()) from None
