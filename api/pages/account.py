"""Signing in and out, one's sessions, one's password."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem
from api.dependencies import ServicesDep, SignedIn
from api.forecasts import calendar_feeds
from api.forecasts.morning_messages import ROLES_TOLD
from api.pages.forms import first_values, read_form, travelling_fields
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.sign_in_form import HOME, show_sign_in
from api.pages.staff import StaffFrameDep
from api.requests import sessions
from api.requests.cross_site import safe_next
from api.schemas.calendar_feeds import CalendarFeed, FeedScope
from api.services import Services
from api.session_dependencies import (
    CurrentSessionDep,
    OwnFormDep,
    OwnSignInFormDep,
    SessionPasswordChangerDep,
    SessionSignedInDep,
    make_form_token,
    own_form,
)
from records.directory.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD
from records.reports import morning_messages
from texts.problems import explain_problem

router = APIRouter(include_in_schema=False)

SEE_OTHER = 303


@router.get("/masuk")
async def sign_in_page(
    services: ServicesDep,
    request: Request,
    current: CurrentSessionDep,
    target: Annotated[str, Query(alias="next")] = HOME,
) -> Response:
    """The form; for whoever is signed in already, where they were going."""
    target = safe_next(target, HOME)
    if current is not None and current.session.account is not None:
        return RedirectResponse(target, SEE_OTHER)
    return show_sign_in(services, request, target)


@router.post("/masuk")
async def sign_in(services: ServicesDep, request: Request, _own: OwnSignInFormDep) -> Response:
    """Signs in, and goes on to where the reader was; to a form that was sent without a session, with all
    that was written in it."""
    form = await read_form(request)
    sent, kept = first_values(form), travelling_fields(form)
    username, target = sent.get("username", "").strip(), safe_next(sent.get("next"), HOME)
    try:
        started = await sessions.sign_in(
            services, request, username, sent.get("password", "")[:LONGEST_PASSWORD]
        )
    except Problem as problem:
        if problem.code not in {"wrong_password", "too_often"}:
            raise
        return show_sign_in(services, request, target, username=username, kept=kept, problem=problem)
    request.state.form_token = make_form_token(services, request, started)
    response = (
        render(request, "account/go_on.html", {"action": target, "kept": kept})
        if kept
        else RedirectResponse(target, SEE_OTHER)
    )
    sessions.write_session(services, request, response, started)
    return response


@router.post("/keluar")
async def sign_out(services: ServicesDep, request: Request, current: CurrentSessionDep) -> Response:
    """Ends the session. One that has ended by itself is as good as signed out."""
    if current is None:
        return RedirectResponse("/", SEE_OTHER)
    await own_form(services, request, current)
    await sessions.sign_out(services, request)
    response = RedirectResponse("/", SEE_OTHER)
    sessions.delete_session(services, request, response)
    return response


@router.get("/akun")
async def account_page(
    services: ServicesDep,
    request: Request,
    current: CurrentSessionDep,
    who: SessionPasswordChangerDep,
    zone: StaffFrameDep,
    done: str = "",
) -> Response:
    """One's own account: password and sessions."""
    return await show_account(services, request, current, who, zone, {}, done)


async def show_account(
    services: Services,
    request: Request,
    current: CurrentSessionDep,
    who: SessionPasswordChangerDep,
    zone: str,
    errors: Mapping[str, str],
    done: str = "",
    new_address: str | None = None,
) -> Response:
    """The page. `new_address` is that of a calendar feed just made, which is shown this once."""
    assert current is not None, "whoever is signed in has a session"
    context = {
        "account": who.account,
        "sessions": await sessions.list_own_sessions(services, current),
        "zone": zone,
        "errors": errors,
        "done": done,
        "new_address": new_address,
        "morning": await _is_told_mornings(services, who),
        "feeds": await _list_feeds(services, who),
        "shortest": SHORTEST_PASSWORD,
    }
    return render(request, "account/account.html", context, 422 if errors else 200)


async def _list_feeds(services: Services, who: SignedIn) -> list[tuple[FeedScope, CalendarFeed | None]]:
    """The feeds that one may have, each with the one in force."""
    if who.account.must_change_password:
        return []
    made = {each["scope"]: each for each in await calendar_feeds.list_feeds(services, who.account)}
    return [(scope, made.get(scope)) for scope in calendar_feeds.scopes_of(who.actor)]


async def _is_told_mornings(services: Services, who: SignedIn) -> bool | None:
    """Whether one is sent morning messages; null for those who have none."""
    if who.account.must_change_password or who.actor.role not in ROLES_TOLD:
        return None
    return await morning_messages.is_wanted(services.pool, who.account.id)


PASSWORD_FIELDS = {"wrong_password": "current"}
"""Which field of the form a refusal is about; the new password otherwise."""


@router.post("/akun/kata-sandi")
async def change_password(
    services: ServicesDep,
    request: Request,
    current: CurrentSessionDep,
    who: SessionPasswordChangerDep,
    zone: StaffFrameDep,
    _own: OwnFormDep,
) -> Response:
    """Changes the password, which ends all other sessions."""
    assert current is not None, "whoever is signed in has a session"
    sent = first_values(await read_form(request))
    try:
        started = await sessions.change_password(
            services, request, current, sent.get("current", ""), sent.get("new", "")
        )
    except Problem as problem:
        if problem.status not in {422, 429}:
            raise
        text = explain_problem(problem.code, problem.detail)[language_of(request)]
        errors = {PASSWORD_FIELDS.get(problem.code, "new"): text}
        return await show_account(services, request, current, who, zone, errors)
    response = RedirectResponse("/akun?done=password", SEE_OTHER)
    sessions.write_session(services, request, response, started)
    return response


@router.post("/akun/pesan-pagi")
async def turn_morning_messages(
    services: ServicesDep, request: Request, who: SessionSignedInDep, _own: OwnFormDep
) -> Response:
    """Turns the morning messages on or off."""
    is_on = first_values(await read_form(request)).get("wanted") == "yes"
    await morning_messages.turn(services.pool, who.account.id, is_on=is_on)
    return RedirectResponse("/akun?done=morning", SEE_OTHER)


@router.post("/akun/sesi/{id_}/akhiri")
async def end_session(
    services: ServicesDep,
    current: CurrentSessionDep,
    _who: SessionPasswordChangerDep,
    _own: OwnFormDep,
    id_: Annotated[int, Path(ge=1, le=2**62)],
) -> Response:
    """Ends one of one's own sessions; again changes nothing."""
    assert current is not None, "whoever is signed in has a session"
    await sessions.end_own_session(services, current, id_)
    return RedirectResponse("/akun?done=session", SEE_OTHER)
