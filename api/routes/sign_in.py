"""Signing in, passwords, accounts."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Path, Request, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of
from api.answers.problems import Problem, not_allowed, not_signed_in
from api.dependencies import ActorDep, AddressDep, PasswordChangerDep, ReadingDep, ServicesDep
from api.directory.changing import MOST_NAMED, present_vacant
from api.directory.rights import require_other
from api.requests import identity
from api.requests.bodies import parse_body, read_object
from api.requests.passwords import authenticate_password, change_own_password
from api.schemas.bodies import NewPassword
from api.schemas.signing_in import Disabled, Token
from api.services import Services
from fields.errors import Text
from records.directory import accounts, vacancies
from records.directory.accounts import LONGEST_PASSWORD, UnknownAccount
from records.directory.national_admins import LastNationalAdmin
from records.figures.activity import note_sign_in
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

NONE_LEFT = "No national admin would be left who can sign in. Nothing was changed."

LEFT = "Done; it was the last person of these open tasks"

router = APIRouter(route_class=DeclaredRoute, tags=["Signing in"])

UsernamePath = Annotated[Text, Path(max_length=200)]


@router.post("/v1/token", response_model=Token)
async def sign_in(
    services: ServicesDep,
    address: AddressDep,
    username: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=LONGEST_PASSWORD)],
    grant_type: Annotated[str | None, Form(pattern="^password$")] = None,
    scope: Annotated[str | None, Form(max_length=200)] = None,
) -> Token:
    """Sign in (OAuth2 password form): a bearer token, good for 8 hours. With `must_change_password` it opens
    nothing but `POST /v1/password`."""
    now = datetime.now(UTC)  # before the account is read: what changes meanwhile voids the token
    account = await authenticate_password(services, address, username, password)
    if account is None:
        raise not_signed_in("Name and password do not belong together.", "wrong_password")
    await services.directory.catch_up_with(account)
    await note_sign_in(services.pool, account.id)
    made = identity.make_token(services.settings.signing_key, account, now)
    seconds = int(identity.GOOD_FOR.total_seconds())
    return {
        "access_token": made,
        "token_type": "bearer",
        "expires_in": seconds,
        "role": Role(account.role),
        "must_change_password": account.must_change_password,
    }


@router.post("/v1/password", status_code=204, openapi_extra=body_of(NewPassword))
async def change_password(
    services: ServicesDep, who: PasswordChangerDep, address: AddressDep, request: Request
) -> Response:
    """Change your own password; sign in again with the new one. A one-time password opens nothing else."""
    asked = parse_body(NewPassword, await read_object(request))
    await change_own_password(services, address, who.account, asked.current, asked.new)
    return Response(status_code=204)


@router.post(
    "/v1/accounts/{username}/disable",
    status_code=204,
    responses={200: {"model": Disabled, "description": LEFT}},
)
async def disable_account(services: ServicesDep, reading: ReadingDep, username: UsernamePath) -> Response:
    """Let another account do nothing more (national admin); its tokens are void within seconds, for ever.
    Where open tasks have nobody left to do them by that, they are named."""
    actor = reading.actor
    _require_national_admin(actor)
    account = services.directory.account_named(username)
    if account is not None:
        require_other(actor, account)
    left = await vacancies.left_by(
        services.pool, lambda: _set_disabled(services, actor, username, disabled=True)
    )
    if not left:
        return Response(status_code=204)
    named = left[:MOST_NAMED]
    await reading.lists({each.report for each in named})
    told: Disabled = {
        "username": username,
        "tasks": len(left),
        "vacated": [present_vacant(each) for each in named],
    }
    return JsonAnswer(told)


@router.post("/v1/accounts/{username}/enable", status_code=204)
async def enable_account(services: ServicesDep, actor: ActorDep, username: UsernamePath) -> Response:
    """Undo that (national admin); tokens from before stay void."""
    _require_national_admin(actor)
    await _set_disabled(services, actor, username, disabled=False)
    return Response(status_code=204)


def _require_national_admin(actor: Actor) -> None:
    if actor.role is not Role.NATIONAL_ADMIN:
        raise not_allowed("Only the national admin disables accounts.")


async def _set_disabled(services: Services, actor: Actor, username: str, *, disabled: bool) -> None:
    change = accounts.disable_account if disabled else accounts.enable_account
    try:
        await change(services.pool, username, author=actor.id)
    except UnknownAccount:
        raise Problem(404, "unknown_account", "There is no such account.") from None
    except LastNationalAdmin:
        raise Problem(409, "last_national_admin", NONE_LEFT) from None
    await services.directory.refresh()
