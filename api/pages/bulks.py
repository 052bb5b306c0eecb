"""Bulk decisions on pages: a list of tasks is kept, a decision is chosen, previewed, sent and watched."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from api.answers.problems import FORESEEN, Problem, problem_of
from api.bulks import judging, presenting, sending
from api.bulks.judging import JudgedTask
from api.bulks.kinds import FIELDS_IN_BULK, check_decision
from api.dependencies import ServicesDep
from api.pages.bulk_form import fields_of_form, make_decision, read_typed
from api.pages.bulk_list import ChosenTasks, collect_tasks
from api.pages.decision_form import explain_field_errors
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.list_address import TASKS, ListInAddressDep, is_of_reports, make_address, safe_list
from api.pages.presence import UnusedSignedInDep
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.schemas.bulks import NewBulk
from api.services import Services
from api.session_dependencies import CurrentSessionDep, OwnFormDep, own_form
from records.reports import bulk_items, bulks
from records.reports.bulks import MOST_TASKS, Bulk
from texts.decisions.kinds import KINDS
from texts.problems import explain_problem

router = APIRouter(include_in_schema=False)

PAGE = "/sekaligus"


@router.get(PAGE)
async def bulks_page(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """One's own bulk decisions of the last 30 days."""
    found = await bulks.list_bulks(services.pool, visit.who.actor.id)
    shown = [presenting.present_bulk(each) for each in found]
    return render(request, "staff/bulks.html", {"bulks": shown, "zone": visit.zone})


@router.post(PAGE)
async def choose_tasks(
    services: ServicesDep, request: Request, visit: StaffVisitDep, _own: OwnFormDep
) -> Response:
    """Keeps the tasks that were ticked, or with the button `all` those that the list's filters find, and goes
    on to the decision upon them."""
    form = await read_form(request)
    sent = first_values(form)
    origin = safe_list(sent.get("from"))
    chosen = (
        await collect_tasks(services, visit, origin)
        if sent.get("step") == "all"
        else _read_ticked(form.get("task", []))
    )
    if chosen is None or not chosen.tasks:
        context = {"back": origin or TASKS, "is_too_much": chosen is None, "most": MOST_TASKS}
        return render(request, "staff/bulk_nothing.html", context, 422)
    id_ = await sending.make_list(
        services, visit.who.actor.id, chosen.tasks, has_more=chosen.has_more, left_out=chosen.left_out
    )
    return RedirectResponse(make_address(f"{PAGE}/{id_}", {"from": origin}), 303)


def _read_ticked(tasks: list[str]) -> ChosenTasks | None:
    """Null for more than may be, or what no list of ours has."""
    if not tasks:
        return ChosenTasks(())
    try:
        return ChosenTasks(tuple(NewBulk(tasks=tasks).tasks))
    except ValidationError:
        return None


@router.get(PAGE + "/{bulk}")
async def bulk_page(
    services: ServicesDep, request: Request, visit: StaffVisitDep, bulk: str, origin: ListInAddressDep
) -> Response:
    """Which decisions can be made upon the list; once one was sent, how far it has come, and in the end what
    came of each task."""
    found = await sending.find_bulk(services, visit.who.actor.id, bulk)
    context = {
        "bulk": presenting.present_bulk(found),
        "has_more": found.has_more,
        "left_out": found.left_out,
        "zone": visit.zone,
        **_back_to(origin),
    }
    if found.begun_at is None:
        tasks = await _tasks(services, found)
        offers = await judging.offer_in_bulk(services, visit.reading, tasks)
        told = presenting.present_offers(tasks, offers)
        return render(request, "staff/bulk.html", context | {"offers": told["decisions"]})
    items: list[Any] = []
    titles: Mapping[str, str | None] = {}
    if not found.waiting:
        of_bulk = await bulk_items.list_items(services.pool, found.id)
        titles = await judging.read_titles(services, visit.reading, [each.report for each in of_bulk])
        items = [presenting.present_item(services, each) for each in of_bulk]
    chosen = presenting.describe_chosen(services, visit.who.actor, found)
    shown = {"items": items, "titles": titles, "chosen": chosen}
    return render(request, "staff/bulk_result.html", context | shown)


@router.get(PAGE + "/{bulk}/kemajuan")
async def bulk_progress(
    services: ServicesDep, request: Request, who: UnusedSignedInDep, bulk: str
) -> Response:
    """The part of the page that says how far it has come, for its script."""
    found = await sending.find_bulk(services, who.actor.id, bulk)
    return render(request, "staff/bulk_progress.html", {"bulk": presenting.present_bulk(found)})


@router.post(PAGE + "/{bulk}/hentikan")
async def stop_bulk(
    services: ServicesDep, request: Request, visit: StaffVisitDep, bulk: str, _own: OwnFormDep
) -> Response:
    """Carries out no more of it."""
    await sending.stop_bulk(services, visit.who.actor.id, bulk)
    return await _to_page(request, bulk)


@router.post(PAGE + "/{bulk}/ulangi")
async def repeat_bulk(
    services: ServicesDep, request: Request, visit: StaffVisitDep, bulk: str, _own: OwnFormDep
) -> Response:
    """Sends what did not stand again."""
    await sending.repeat_bulk(services, visit.who.actor.id, bulk)
    return await _to_page(request, bulk)


async def _to_page(request: Request, bulk: str) -> Response:
    origin = safe_list(first_values(await read_form(request)).get("from"))
    return RedirectResponse(make_address(f"{PAGE}/{bulk}", {"from": origin}), 303)


@router.get(PAGE + "/{bulk}/{kind}")
async def show_bulk_decision(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    bulk: str,
    kind: str,
    origin: ListInAddressDep,
) -> Response:
    """The form of the decision."""
    found = await _find(services, visit, bulk, kind)
    if found.begun_at is not None:
        return RedirectResponse(make_address(f"{PAGE}/{bulk}", {"from": origin}), 303)
    return await _show(services, request, visit, found, kind, {}, origin)


@router.post(PAGE + "/{bulk}/{kind}")
async def send_bulk_decision(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    bulk: str,
    kind: str,
    current: CurrentSessionDep,
) -> Response:
    """What the button `step` asks for: `preview` shows what would come of it, `edit` the form again, `send`
    has it carried out, once however often it is sent. Whatever goes wrong, the form comes back with what was
    typed."""
    found = await _find(services, visit, bulk, kind)
    form = first_values(await read_form(request))
    typed, origin = read_typed(kind, form), safe_list(form.get("from"))
    judged: list[JudgedTask] | None = None
    try:
        await own_form(services, request, current)
        tasks = await _tasks(services, found)
        if form.get("step") in {"preview", "send"}:
            decision = check_decision(services, make_decision(kind, typed))
            if form["step"] == "send":
                await sending.begin_bulk(services, visit.reading, found, tasks, decision)
                return RedirectResponse(make_address(f"{PAGE}/{bulk}", {"from": origin}), 303)
            judged = await judging.judge_bulk(services, visit.reading, tasks, decision)
    except FORESEEN as error:
        return await _show(services, request, visit, found, kind, typed, origin, problem=problem_of(error))
    return await _show(services, request, visit, found, kind, typed, origin, judged=judged)


async def _find(services: Services, visit: StaffVisit, bulk: str, kind: str) -> Bulk:
    if kind not in FIELDS_IN_BULK:
        raise Problem(404, "no_such_page", "Not Found")
    return await sending.find_bulk(services, visit.who.actor.id, bulk)


async def _tasks(services: Services, bulk: Bulk) -> list[str]:
    return [each.task for each in await bulk_items.list_items(services.pool, bulk.id)]


def _back_to(origin: str | None) -> dict[str, Any]:
    return {
        "back_url": origin or TASKS,
        "is_back_to_reports": is_of_reports(origin),
        "origin": origin,
        "from_query": make_address("", {"from": origin}),
    }


async def _show(
    services: Services,
    request: Request,
    visit: StaffVisit,
    bulk: Bulk,
    kind: str,
    typed: Mapping[str, str],
    origin: str | None,
    *,
    judged: list[JudgedTask] | None = None,
    problem: Problem | None = None,
) -> Response:
    offers = await judging.offer_in_bulk(services, visit.reading, await _tasks(services, bulk))
    offer = next((each for each in offers if each.offer["kind"] == kind), None)
    language = language_of(request)
    errors = {name: text[language] for name, text in explain_field_errors(problem).items()}
    context = {
        "bulk": presenting.present_bulk(bulk),
        "kind": kind,
        "label": KINDS[kind][0],
        "hint": KINDS[kind][1],
        "tasks": offer.tasks if offer else 0,
        "fields": fields_of_form(offer.offer) if offer else [],
        "values": typed,
        "errors": errors,
        "explanation": explain_problem(problem.code, problem.detail) if problem and not errors else None,
        "previewed": presenting.present_bulk_preview(kind, judged) if judged is not None else None,
        **_back_to(origin),
    }
    status = problem.status if problem else 200 if offer else 409
    return render(request, "staff/bulk_decision.html", context, status)
