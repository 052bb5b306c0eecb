"""What routes of pages depend on: who is signed in by a cookie, and that a write comes from a form of ours.

They are the counterparts of `api.dependencies`, and give the same objects. A route that writes takes
`OwnFormDep`; a route that shows a form asks `form_token` for the token to put into it.
"""

import secrets
import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.responses import Response

from api.answers.problems import Problem
from api.dependencies import NumberPath, ServicesDep, SignedIn
from api.requests import cookies, cross_site, sessions
from api.requests.bodies import read_form_fields
from api.requests.cookies import Cookie, cookie_of
from api.requests.cross_site import Binding, Refused
from api.requests.sessions import CurrentSession
from api.services import Services
from workflows.procedure.model.facts import Actor

FORM_FIELD = "form_token"
FORM_HEADER = "Form-Token"
"""For a script, which sends no form."""


async def current_session(services: ServicesDep, request: Request) -> CurrentSession | None:
    """The session that the request is made in, null where there is none; the request is a use of it."""
    return await sessions.find_current_session(services, request)


CurrentSessionDep = Annotated[CurrentSession | None, Depends(current_session)]


async def current_session_unused(services: ServicesDep, request: Request) -> CurrentSession | None:
    """The same for what a page asks for by itself, such as live updates: it keeps no session from ending."""
    return await sessions.find_current_session(services, request, is_use=False)


UnusedSessionDep = Annotated[CurrentSession | None, Depends(current_session_unused)]


async def session_signed_in(services: ServicesDep, current: CurrentSessionDep) -> SignedIn:
    """Whoever serves in the session. Raises 401 `not_signed_in` and 403 `password_change_required`."""
    return SignedIn(*sessions.require_account(services, current))


SessionSignedInDep = Annotated[SignedIn, Depends(session_signed_in)]


async def session_signed_in_to_change_password(services: ServicesDep, current: CurrentSessionDep) -> SignedIn:
    """The same, also for whoever has a one-time password and may do nothing else."""
    return SignedIn(*sessions.require_account(services, current, even_with_one_time_password=True))


SessionPasswordChangerDep = Annotated[SignedIn, Depends(session_signed_in_to_change_password)]


async def session_reporter(current: CurrentSessionDep, tn: NumberPath) -> Actor:
    """The reporter of the report in the path, if the session has opened it. Raises 401 `not_signed_in`."""
    return sessions.require_reporter(current, tn)


SessionReporterDep = Annotated[Actor, Depends(session_reporter)]


async def own_form(services: ServicesDep, request: Request, current: CurrentSessionDep) -> None:
    """Lets a write pass that comes from a form of ours, with its token in the field `form_token` or the
    header `Form-Token`. Raises one of the 403 problems of `cross_site.Refused`."""
    bound = Binding(current.value) if current else _form_binding(services, request)
    await _require_own_form(services, request, bound)


OwnFormDep = Annotated[None, Depends(own_form)]


async def unused_own_form(services: ServicesDep, request: Request, current: UnusedSessionDep) -> None:
    """The same for what a page's script sends by itself, which keeps no session from ending."""
    await own_form(services, request, current)


UnusedOwnFormDep = Annotated[None, Depends(unused_own_form)]


async def own_sign_in_form(services: ServicesDep, request: Request) -> None:
    """The same for a form that begins a session. It is bound to the form's cookie alone, so that it can be
    sent in place of a session of another kind, and after a sign-in in another tab."""
    await _require_own_form(services, request, _form_binding(services, request))


OwnSignInFormDep = Annotated[None, Depends(own_sign_in_form)]


def make_form_token_for_key(services: Services, key: str) -> str:
    """The token of a form that needs no cookie, as people without any send reports in: it is bound to the
    form's own Idempotency-Key. It shows that the form is ours, and not whose."""
    return cross_site.make_form_token(services.settings.signing_key, _of_key(key).value, time.time())


async def require_own_form_for_key(services: Services, request: Request, key: str) -> None:
    """Lets the form with that key pass if it comes from a page of ours with its token, as `own_form`."""
    await _require_own_form(services, request, _of_key(key))


def is_from_own_page(services: Services, request: Request) -> bool:
    """Whether a page of ours sends the request, as far as its browser says."""
    return cross_site.is_from_own_page(request.headers, _own_origins(services, request))


def require_own_page(services: Services, request: Request) -> None:
    """Raises a 403 problem where a page of another site sends the request."""
    if not is_from_own_page(services, request):
        raise _problem("cross_site")


def _of_key(key: str) -> Binding:
    return Binding(f"Idempotency-Key {key}", cross_site.FORM_GOOD_FOR)


def _own_origins(services: Services, request: Request) -> frozenset[str]:
    host, pages_url = request.headers.get("Host", ""), services.settings.pages_url
    return cross_site.own_origins(request.url.scheme, host, pages_url)


async def _require_own_form(services: Services, request: Request, bound: Binding | None) -> None:
    token = request.headers.get(FORM_HEADER)
    if token is None:
        sent = (await read_form_fields(request)).get(FORM_FIELD)
        token = sent if isinstance(sent, str) else None
    own, key = _own_origins(services, request), services.settings.signing_key
    refused = cross_site.judge_write(request.headers, own, key, bound, token, time.time())
    if refused is not None:
        raise _problem(refused)


@dataclass(frozen=True, slots=True)
class FormToken:
    """The token that the forms of one page carry in the field `form_token`. Call `write` on the page's
    answer: for whoever is not signed in it sets the cookie that the token is bound to."""

    token: str
    cookie: Cookie | None
    value: str

    def write(self, response: Response) -> None:
        """Has the browser keep the form's cookie, from now on for as long as the form can be sent."""
        if self.cookie is not None:
            self.cookie.write(response, self.value)


async def form_token(services: ServicesDep, request: Request, current: CurrentSessionDep) -> FormToken:
    """The token for the forms of the page that is being answered."""
    return make_form_token(services, request, current)


FormTokenDep = Annotated[FormToken, Depends(form_token)]


def make_form_token(services: Services, request: Request, current: CurrentSession | None) -> FormToken:
    """A token bound to `current`, or for whoever is not signed in, and for forms that begin a session, to the
    form's cookie. Make one anew for the page that answers a sign-in."""
    key, now = services.settings.signing_key, time.time()
    if current is not None:
        return FormToken(cross_site.make_form_token(key, current.value, now), None, current.value)
    kept = _form_binding(services, request)
    value = kept.value if kept else secrets.token_urlsafe(24)
    token = cross_site.make_form_token(key, value, now)
    return FormToken(token, _form_cookie(services, request), value)


def _form_cookie(services: Services, request: Request) -> Cookie:
    return cookie_of(services.settings, request, cookies.FORM, cross_site.FORM_GOOD_FOR)


def _form_binding(services: Services, request: Request) -> Binding | None:
    value = request.cookies.get(_form_cookie(services, request).name)
    return Binding(value, cross_site.FORM_GOOD_FOR) if value else None


def _problem(refused: Refused) -> Problem:
    match refused:
        case "cross_site":
            return Problem(403, "cross_site", "This was not sent from a page of this site.")
        case "form_token_missing":
            return Problem(403, "form_token_missing", "The form lacks its token. Load the page again.")
        case "form_token_wrong":
            detail = "The form belongs to another session. Load the page again."
            return Problem(403, "form_token_wrong", detail)
        case "form_expired":
            return Problem(403, "form_expired", "The form was open for too long. Load the page again.")
