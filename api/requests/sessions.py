"""Sessions of pages: a cookie in place of the API's token or PIN, resolved to the same people.

The cookie holds 256 random bits; the record knows only their hash. It is `__Host-tuntas`, for https only.
Over plain http on this machine, as in development, it is `tuntas`, without `Secure`. A session is either an
account's or a reporter's, who opened one report by number and PIN. Each sign-in makes a new one, and ends the
one that the browser had before.

Every function that asks the record raises one of `SQL_AWAY` where it is away.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from starlette.responses import Response

from api.answers.problems import Problem, not_signed_in
from api.requests import identity, passwords
from api.requests.browsers import describe_browser
from api.requests.cookies import cookie_of
from api.services import Services
from fields.tracking_numbers import FIRST_PIN, derive_pin, keyed
from records import sessions
from records.directory.accounts import Account
from records.directory.in_memory import Directory
from records.sessions import Session
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.intake import reporter_of


@dataclass(frozen=True, slots=True)
class CurrentSession:
    """The session that a request is made in. `value` is what its cookie holds: forms are bound to it, and it
    is never logged."""

    session: Session
    value: str


@dataclass(frozen=True, slots=True)
class ListedSession:
    """One of somebody's sessions; `is_current` for the one that asks."""

    session: Session
    is_current: bool


async def find_current_session(
    services: Services, request: Request, *, is_use: bool = True
) -> CurrentSession | None:
    """The session that the request is made in; null where it has none that is in force. What a page asks for
    by itself, as live updates, is no use: it must not keep a session from ending."""
    value = request.cookies.get(cookie_of(services.settings, request).name)
    if not value:
        return None
    idle = services.settings.session_idle
    found = await sessions.find_session(services.pool, value, idle=idle, is_use=is_use)
    if found is None or not _has_right_pin(services, found):
        return None
    if found.account is not None:
        await _catch_up(services.directory, found.account, found.account_changed_at)
    return CurrentSession(found, value)


def require_account(
    services: Services, current: CurrentSession | None, *, even_with_one_time_password: bool = False
) -> tuple[Actor, Account]:
    """Whoever serves in that session, as `identity.authenticate_token` knows them. Raises 401
    `not_signed_in`, and 403 `password_change_required` where the password has to be changed first."""
    account = None
    if current is not None and current.session.account is not None:
        account = services.directory.account(current.session.account)
    if account is None or account.disabled:
        raise not_signed_in("You are not signed in, or not any more. Sign in again.")
    actor = identity.actor_of_account(account, even_with_one_time_password=even_with_one_time_password)
    return actor, account


def require_reporter(current: CurrentSession | None, number: str) -> Actor:
    """The reporter of the report of that number, if the session has opened it. Raises 401 `not_signed_in`,
    and 422 or 404 as `identity.require_tracking_number`."""
    known = identity.require_tracking_number(number)
    if current is None or current.session.report != known:
        raise Problem(401, "not_signed_in", "Open the report with its number and PIN.")
    return reporter_of(known)


async def sign_in(services: Services, request: Request, username: str, password: str) -> CurrentSession:
    """Starts a session of the account. Raises 401 `wrong_password`, and 429 `too_often`, by the limits of
    `POST /v1/token`. Write its cookie into the answer: `write_session`."""
    account = await passwords.authenticate_password(services, _address(request), username, password)
    if account is None:
        raise _wrong_password()
    return await _start_for(services, request, account)


async def open_report(services: Services, request: Request, number: str, pin: str | None) -> CurrentSession:
    """Starts a session for one report. Raises 401 `pin_missing` or `wrong_pin`, 422
    `tracking_number_check`, and 429 `too_often`, by the limits of the API's PIN."""
    reporter = await identity.authenticate_reporter(services, number, pin, _address(request))
    mark = _pin_mark(services, reporter.id, (await services.pins.of(reporter.id)).version)
    value = _new_value()
    started = await sessions.start_report_session(
        services.pool,
        value,
        reporter.id,
        mark,
        describe_browser(request.headers.get("User-Agent")),
        longest=services.settings.session_longest,
    )
    await _end_former(services, request)
    return CurrentSession(started, value)


async def change_password(
    services: Services, request: Request, current: CurrentSession, old: str, new: str
) -> CurrentSession:
    """Changes the password of whoever is signed in, which ends all their sessions and tokens, and starts a
    new session. Raises as `passwords.change_own_password` does."""
    _actor, account = require_account(services, current, even_with_one_time_password=True)
    await passwords.change_own_password(services, _address(request), account, old, new)
    changed = services.directory.account(account.id)
    if changed is None or changed.disabled:
        raise not_signed_in()
    return await _start_for(services, request, changed)


async def sign_out(services: Services, request: Request) -> None:
    """Ends the session that the request is made in, if any. Delete its cookie with `delete_session`."""
    await _end_former(services, request)


def write_session(services: Services, request: Request, response: Response, started: CurrentSession) -> None:
    """Has the browser keep the session."""
    cookie_of(services.settings, request).write(response, started.value)


def delete_session(services: Services, request: Request, response: Response) -> None:
    """Has the browser forget its session."""
    cookie_of(services.settings, request).delete(response)


async def list_own_sessions(services: Services, current: CurrentSession) -> Sequence[ListedSession]:
    """The sessions of whoever is signed in, the last used first; of a reporter only this one."""
    if current.session.account is None:
        return [ListedSession(current.session, is_current=True)]
    idle = services.settings.session_idle
    found = await sessions.list_sessions(services.pool, current.session.account, idle=idle)
    return [ListedSession(each, is_current=each.id == current.session.id) for each in found]


async def end_own_session(services: Services, current: CurrentSession, id_: int) -> bool:
    """Ends one of one's own sessions by its id; whether there was such a one."""
    if current.session.account is None:
        return False
    return await sessions.end_account_session(services.pool, current.session.account, id_)


async def _start_for(services: Services, request: Request, account: Account) -> CurrentSession:
    value = _new_value()
    started = await sessions.start_account_session(
        services.pool,
        value,
        account,
        describe_browser(request.headers.get("User-Agent")),
        longest=services.settings.session_longest,
    )
    if started is None:  # the password or the office changed since the account was read
        raise _wrong_password()
    await services.directory.catch_up_with(account)
    await _end_former(services, request)
    return CurrentSession(started, value)


async def _catch_up(directory: Directory, id_: str, changed_at: datetime | None) -> None:
    """Fetches the directory where it has the account from before: who has just changed a one-time password
    must not be told to change it, whichever process they ask next."""
    known = directory.account(id_)
    ends = [] if known is None else [known.password_changed_at, known.signed_out_at]
    if max((each for each in ends if each is not None), default=None) != changed_at:
        await directory.refresh()


async def _end_former(services: Services, request: Request) -> None:
    if value := request.cookies.get(cookie_of(services.settings, request).name):
        await sessions.end_session(services.pool, value)


def _new_value() -> str:
    return secrets.token_urlsafe(32)


def _pin_mark(services: Services, report: str, version: int) -> str:
    secret = services.settings.intake_secret
    return keyed(secret, "session", report, derive_pin(secret, report, version)).hex()


def _has_right_pin(services: Services, found: Session) -> bool:
    """Whether the PIN is still the one by which a reporter's session was opened."""
    if found.report is None:
        return True
    mark = _pin_mark(services, found.report, found.pin_version or FIRST_PIN)
    return hmac.compare_digest(found.pin or "", mark)


def _wrong_password() -> Problem:
    return not_signed_in("Name and password do not belong together.", "wrong_password")


def _address(request: Request) -> str:
    return request.client.host if request.client else "unknown"
