"""Decrees on pages: listed, read, entered and withdrawn, as a change that is reviewed before it is made."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Malformed, Problem
from api.decrees import acting
from api.dependencies import AfterQuery, ServicesDep
from api.pages.calendar import CALENDAR, group_places
from api.pages.decree_form import FIELDS, BadLine, explain_errors, read_decree, read_values
from api.pages.forms import first_values, read_form
from api.pages.language import Language, language_of
from api.pages.list_address import make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.requests.bodies import parse_body
from api.services import Services
from api.session_dependencies import OwnFormDep
from calendars.decrees import Withdrawal
from calendars.regions import NATIONAL
from records.decrees import calendar_views, retimings, stored_calendars
from records.decrees.answers import ChangedCalendar, ChangedDay, DecreePreview
from texts.decrees import NOT_THE_NUMBER
from texts.field_errors import explain_field_error

router = APIRouter(include_in_schema=False)

DECREES = CALENDAR + "/keputusan"
NEW, ONE = DECREES + "/baru", DECREES + "/rincian"
LISTED, MOVED_SHOWN = 30, 20
NO_ERRORS: Mapping[str, str] = MappingProxyType({})
NumberQuery = Annotated[str, Query(alias="nomor", max_length=200)]


@router.get(DECREES)
async def show_decrees(
    services: ServicesDep, request: Request, visit: StaffVisitDep, after: AfterQuery = None
) -> Response:
    """All decrees, the last issued first; those that no longer stand say so."""
    found = await acting.list_decrees(services, None, None, LISTED, after)
    context = {
        "decrees": found["items"],
        "next_url": make_address(DECREES, {"after": found["next"]}) if found["next"] else None,
        "is_first": after is None,
        "may_decree": acting.may_decree(visit.who.actor),
        "agency_name": services.directory.agency_name,
        "zone": visit.zone,
    }
    return render(request, "calendar/decrees.html", context)


@router.get(NEW)
async def show_new_decree(services: ServicesDep, request: Request, visit: StaffVisitDep) -> Response:
    """The empty form."""
    acting.require_centre(visit.who.actor)
    values = dict.fromkeys(FIELDS, "") | {
        "place": NATIONAL,
        "issued_on": stored_calendars.today().isoformat(),
    }
    return _show_form(services, request, values)


@router.post(NEW)
async def review_decree(
    services: ServicesDep, request: Request, visit: StaffVisitDep, _own: OwnFormDep
) -> Response:
    """What was typed, reviewed: what it would move; entered once its number is typed again. What would be
    made of the calendars must still be what was shown. Sent twice, it is entered once."""
    acting.require_centre(visit.who.actor)
    sent = first_values(await read_form(request))
    values, step, language = read_values(sent), sent.get("step", "preview"), language_of(request)
    if step == "edit":
        return _show_form(services, request, values)
    try:
        decree = read_decree(services, values)
        told = await acting.preview_enactment(visit.reading, decree, MOVED_SHOWN)
    except (BadLine, Malformed) as error:
        return _show_form(services, request, values, explain_errors(error, language))
    except Problem as problem:
        if problem.status not in {404, 409, 422}:
            raise
        errors = explain_errors(problem, language)
        return _show_form(services, request, values, errors, problem.status)
    if step == "enact" and _is_confirmed(sent, decree.number) and _is_as_seen(sent, told):
        await acting.enact_decree(services, visit.who.actor, decree)
        return RedirectResponse(make_address(ONE, {"nomor": decree.number}), 303)
    context = {
        "decree": decree.model_dump(mode="json"),
        "values": values,
        "place": calendar_views.calendar_name(services.directory, decree.agency or decree.region),
        **_describe_review(services, language, told, sent, decree.number, is_sent=step == "enact"),
    }
    return render(request, "calendar/decree_review.html", context, 422 if context["errors"] else 200)


@router.get(ONE)
async def show_decree(
    services: ServicesDep, request: Request, visit: StaffVisitDep, number: NumberQuery
) -> Response:
    """One decree: its days, and how far the re-timing by it has come."""
    return await _show_decree(services, request, visit, number)


@router.post(ONE)
async def act_on_decree(
    services: ServicesDep, request: Request, visit: StaffVisitDep, number: NumberQuery, _own: OwnFormDep
) -> Response:
    """Withdraws it, after a review as for a new one; or stops its re-timing, or lets that go on."""
    acting.require_centre(visit.who.actor)
    sent = first_values(await read_form(request))
    step, here = sent.get("step", ""), make_address(ONE, {"nomor": number})
    if step in {"cancel", "resume"}:
        retiming = (await acting.read_decree(services, number))["retiming"]
        if retiming is not None:
            act = retimings.cancel_retiming if step == "cancel" else retimings.resume_retiming
            await act(services.pool, retiming["id"])
        return RedirectResponse(here, 303)
    reason = sent.get("reason", "").strip()
    try:
        reason = parse_body(Withdrawal, {"reason": reason}).reason
    except Malformed as error:
        told = explain_field_error(error.members["errors"][0]["message"])[language_of(request)]
        return await _show_decree(services, request, visit, number, reason, {"reason": told})
    preview = await acting.preview_withdrawal(visit.reading, number, MOVED_SHOWN)
    if step == "withdraw" and _is_confirmed(sent, number) and _is_as_seen(sent, preview):
        await acting.withdraw_decree(services, visit.who.actor, number, reason)
        return RedirectResponse(here, 303)
    review = _describe_review(
        services, language_of(request), preview, sent, number, is_sent=step == "withdraw"
    )
    errors = review["errors"]
    return await _show_decree(services, request, visit, number, reason, errors, review)


async def _show_decree(
    services: Services,
    request: Request,
    visit: StaffVisit,
    number: str,
    reason: str = "",
    errors: Mapping[str, str] = NO_ERRORS,
    review: Mapping[str, Any] | None = None,
) -> Response:
    decree = await acting.read_decree(services, number)
    context = {
        "decree": decree,
        "here": make_address(ONE, {"nomor": number}),
        "place": calendar_views.calendar_name(services.directory, decree["agency"] or decree["region"]),
        "reason": reason,
        "errors": errors,
        "review": review,
        "may_decree": acting.may_decree(visit.who.actor),
        "zone": visit.zone,
    }
    return render(request, "calendar/decree.html", context, 422 if errors else 200)


def _show_form(
    services: Services,
    request: Request,
    values: Mapping[str, str],
    errors: Mapping[str, str] = NO_ERRORS,
    status: int = 422,
) -> Response:
    places = group_places(services, language_of(request))
    context = {"values": values, "errors": errors, "places": places}
    return render(request, "calendar/decree_form.html", context, status if errors else 200)


def _describe_review(
    services: Services,
    language: Language,
    told: DecreePreview,
    sent: Mapping[str, str],
    number: str,
    *,
    is_sent: bool,
) -> dict[str, Any]:
    """What would move; and what keeps it from being done, where that was asked for: the number that was
    typed, or calendars that changed since it was reviewed."""
    is_old = is_sent and not _is_as_seen(sent, told)
    is_mistyped = is_sent and not _is_confirmed(sent, number)
    return {
        "told": told,
        "calendars": _group_alike(services, told["calendars"]),
        "seen": _describe_seen(told),
        "is_old": is_old,
        "shown": MOVED_SHOWN,
        "confirmation": sent.get("confirmation", "") if is_sent else "",
        "errors": {"confirmation": NOT_THE_NUMBER[language]} if is_mistyped else {},
    }


def _group_alike(
    services: Services, calendars: Sequence[ChangedCalendar]
) -> list[tuple[list[str], list[ChangedDay]]]:
    """Names of the calendars that change in the same days, and those days; the most alike first."""
    alike: dict[str, tuple[list[str], list[ChangedDay]]] = {}
    for each in calendars:
        names, _days = alike.setdefault(repr(each["days"]), ([], each["days"]))
        names.append(calendar_views.calendar_name(services.directory, each["code"]))
    return sorted(alike.values(), key=lambda pair: -len(pair[0]))


def _is_confirmed(sent: Mapping[str, str], number: str) -> bool:
    """Whether the decree's number was typed once more."""
    return " ".join(sent.get("confirmation", "").split()) == " ".join(number.split())


def _is_as_seen(sent: Mapping[str, str], told: DecreePreview) -> bool:
    """Whether the calendars would become what was shown. None are made where it was done meanwhile, as by the
    same form sent twice: that does nothing more."""
    return not told["calendars"] or sent.get("seen") == _describe_seen(told)


def _describe_seen(told: DecreePreview) -> str:
    """The version of each calendar that would be made; another one where a decree came in between."""
    return " ".join(f"{each['code']}:{each['version']}" for each in told["calendars"]) or "-"
