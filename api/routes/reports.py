"""Reading reports: the list, one, its facts, its history."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import not_allowed
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ReportDep, ServicesDep
from api.reports import claims, histories, listing, lookup, submit_decision, time_travel, visible_facts
from api.reports.filters import ReportFilter
from api.reports.lookup import View
from api.reports.states import state_of
from api.reports.whole_report import open_report_texts
from api.requests.access import Reading
from api.schemas.facts import Facts, History, Timeline
from api.schemas.reports import Report, Reports, Source, ToldBy
from api.services import Services
from evidence.accesses.access_log import AccessAct
from records.paging import Cursors
from records.reports.queries.facts import list_facts as query_facts
from workflows.procedure.model.enums import Role

router = APIRouter(route_class=DeclaredRoute, tags=["Reports"])


@router.get("/v1/reports", response_model=Reports)
async def list_reports(
    services: ServicesDep, reading: ReadingDep, which: Annotated[ReportFilter, Query()]
) -> JsonAnswer[Reports]:
    """The reports you may read, the latest first. Dates are local days of the centre."""
    return JsonAnswer(await listing.find_reports(services, reading, which))


@router.get("/v1/reports/{tn}", response_model=Report)
async def read_report(
    services: ServicesDep,
    reading: ReadingDep,
    report: ReportDep,
    source: Source | None = None,
    at: Annotated[str | None, Query(max_length=40, description="A fact's number, or an instant")] = None,
) -> JsonAnswer[Report]:
    """One report: its state, live or as recorded, and its texts as far as you may read them.

    With `at` as it was: just after that fact, or with everything that counts up to that instant.
    """
    if at is None:
        view = await lookup.view_report(services, reading, report, source)
        told_by: ToldBy = view.source
        claim = await claims.find_claim(services, report, view)
    else:
        view, told_by = await _as_it_was(services, reading, report, time_travel.parse_moment(at))
        claim = None
    shown = lookup.present_state(services, view.state, now=at is None)
    texts = await open_report_texts(services, reading, report, view)
    return JsonAnswer({**shown, "source": told_by, "claimed_by": claim, **texts})


async def _as_it_was(
    services: Services, reading: Reading, report: str, at: time_travel.At
) -> tuple[View, time_travel.Source]:
    now = await lookup.view_report(services, reading, report)
    reading.note(AccessAct.TIMELINE, report)
    past = await time_travel.replay_until(services, report, now.until)
    station = past.at(at)
    return View(state_of(station.state), station.fact.number, now.source), past.source


@router.get("/v1/reports/{tn}/timeline", response_model=Timeline)
async def read_timeline(
    services: ServicesDep,
    reading: ReadingDep,
    report: ReportDep,
    limit: LimitQuery = 200,
    after: AfterQuery = None,
) -> JsonAnswer[Timeline]:
    """Every fact that you may read, oldest first, with the report's state just after it."""
    cursors = Cursors.of("timeline", report)
    last = cursors.read(after, int)[0] if after is not None else 0
    view = await lookup.view_report(services, reading, report)
    reading.note(AccessAct.TIMELINE, report)
    past = await time_travel.replay_until(services, report, view.until)
    page = cursors.page(past.stations[last : last + limit + 1], limit, lambda each: [each.fact.number])
    items = [time_travel.present_fact(services, each) for each in page.items]
    return JsonAnswer({"items": items, "next": page.next, "source": past.source})


@router.get("/v1/reports/{tn}/facts", response_model=Facts)
async def list_facts(
    services: ServicesDep,
    reading: ReadingDep,
    report: ReportDep,
    form: Literal["opened", "sealed"] = "opened",
    limit: LimitQuery = 200,
    after: AfterQuery = None,
) -> JsonAnswer[Facts]:
    """The facts, oldest first: opened as far as you may read them, or sealed, as their digests cover them."""
    view = await lookup.view_report(services, reading, report)
    page = await query_facts(services.pool, report, until=view.until, limit=limit, after=after)
    if form == "sealed":
        return JsonAnswer(
            {"items": [visible_facts.present_sealed(fact) for fact in page.items], "next": page.next}
        )
    before = page.items[0].number - 1 if page.items else 0
    earlier = await submit_decision.all_facts(services, report, before) if before else []
    seen = visible_facts.mark_visible(reading.actor, [*earlier, *page.items])[before:]
    key = await reading.key(report)
    return JsonAnswer(
        {"items": [visible_facts.present_fact(services, key, each) for each in seen], "next": page.next}
    )


@router.get("/v1/reports/{tn}/history", response_model=History)
async def read_history(services: ServicesDep, reading: ReadingDep, report: ReportDep) -> JsonAnswer[History]:
    """The engine's own events of all runs, for auditors; from the archive once the engine has forgotten."""
    await lookup.view_report(services, reading, report)
    if reading.actor.role is not Role.AUDITOR:
        raise not_allowed("Only auditors read histories.")
    reading.note(AccessAct.AUDIT_HISTORY, report)
    return JsonAnswer(await histories.describe_history(services, report))
