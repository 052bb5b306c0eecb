"""Who asks: tokens for those who serve, number and PIN for reporters."""

import hmac
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt

from api.answers.problems import Problem, not_found, not_signed_in
from api.requests.pins import PinKind
from api.services import Services
from fields import tracking_numbers
from records.directory.accounts import Account
from records.reports.pins import PinVersions
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.rules.intake import reporter_of

ALGORITHM = "HS256"
GOOD_FOR = timedelta(hours=8)
CLAIMS = ("sub", "iat", "exp", "role", "name")


def make_token(signing_key: bytes, account: Account, now: datetime) -> str:
    """A token for the account, good for 8 hours, whichever process reads it."""
    claims = {
        "sub": account.id,
        "role": account.role,
        "agency": account.agency,
        "unit": account.unit,
        "name": account.username,
        "iat": now.timestamp(),  # with its fraction: a password may change within the second
        "exp": now + GOOD_FOR,
    }
    return jwt.encode(claims, signing_key, ALGORITHM)


def authenticate_token(
    services: Services, written: str | None, *, even_with_one_time_password: bool = False
) -> tuple[Actor, Account]:
    """Whoever the token speaks for, verified without SQL. Raises a 401 problem, one with 403 where the
    password has to be changed first, and DirectoryUnavailable where it can't be known whether the account
    still is what the token says."""
    if not written:
        raise not_signed_in()
    claims = _claims(services.settings.signing_key, written)
    account = services.directory.account(claims["sub"])
    if account is None or account.disabled or _is_outdated(claims, account):
        raise not_signed_in("This token is no longer good; sign in again.", "token_void")
    return actor_of_account(account, even_with_one_time_password=even_with_one_time_password), account


def actor_of_account(account: Account, *, even_with_one_time_password: bool = False) -> Actor:
    """The account as reports know it. Raises a 403 problem where its password has to be changed first."""
    if account.must_change_password and not even_with_one_time_password:
        raise Problem(
            403, "password_change_required", "Change your one-time password first: POST /v1/password."
        )
    return Actor(Role(account.role), account.id, account.agency, account.unit)


def find_unchanged_actor(services: Services, id_: str, since: datetime) -> Actor | None:
    """The account of that id as reports know it: null where a token of theirs made `since` would not be good
    any more. Raises a 403 problem where their password has to be changed first, and DirectoryUnavailable."""
    account = services.directory.account(id_)
    if account is None or account.disabled or was_signed_out_since(account, since):
        return None
    return actor_of_account(account)


def _claims(signing_key: bytes, written: str) -> dict[str, Any]:
    try:
        claims: dict[str, Any] = jwt.decode(
            written, signing_key, algorithms=[ALGORITHM], options={"require": list(CLAIMS)}
        )
    except jwt.InvalidTokenError:
        raise not_signed_in("This token is not good, or no longer; sign in again.", "token_void") from None
    return claims


def _is_outdated(claims: dict[str, Any], account: Account) -> bool:
    """Whether the account was signed out since the token was made: it was disabled, or its password or place
    was changed, even if that was undone."""
    issued = datetime.fromtimestamp(claims["iat"], UTC)
    place = (claims["role"], claims.get("agency"), claims.get("unit"))
    moved = place != (account.role, account.agency, account.unit)
    return moved or was_signed_out_since(account, issued)


def was_signed_out_since(account: Account, instant: datetime) -> bool:
    """Whether the account was disabled or moved, or its password changed, after that instant, even if that
    was undone."""
    ends = (account.password_changed_at, account.signed_out_at)
    return any(end is not None and instant < end for end in ends)


async def authenticate_reporter(services: Services, number: str, pin: str | None, address: str) -> Actor:
    """The report's reporter, by number and PIN. Raises 401, 422 or 429 problems.

    A right PIN of a number that no report has is right here: that there is none is for later to find.
    """
    if not pin:
        raise _no_right_pin("Send the report's PIN in the header Report-Pin.", "pin_missing")
    known = _checked(number)
    versions = await services.pins.of(known) if known else PinVersions()
    kind = _kind_of_pin(services, known, versions, pin.strip()) if known else None
    opened = await services.limits.pins.require(known, address, is_right=kind is not None)
    if known is None or not opened:
        raise _no_right_pin("Number and PIN do not belong together.", "wrong_pin")
    if kind == "sent" and versions.sent is not None:
        await services.pins.accept(known, versions.sent)
    return reporter_of(known)


def _kind_of_pin(services: Services, report: str, versions: PinVersions, pin: str) -> PinKind | None:
    """Which of the report's PINs it is; null for a wrong one."""
    secret = services.settings.intake_secret
    current = tracking_numbers.derive_pin(secret, report, versions.version)
    if hmac.compare_digest(current.encode(), pin.encode()):
        return "current"
    sent = tracking_numbers.derive_pin(secret, report, versions.sent) if versions.sent else ""
    return "sent" if sent and hmac.compare_digest(sent.encode(), pin.encode()) else None


def _no_right_pin(detail: str, code: str) -> Problem:
    # A 401 names what would open; signing in would not.
    return Problem(401, code, detail, headers={"WWW-Authenticate": "Report-Pin"})


def require_tracking_number(number: str) -> str:
    """The tracking number in its one written form. Raises a 422 problem for a wrong check character, and
    404 for what is no number at all, since no report has it."""
    if known := _checked(number):
        return known
    raise not_found()


def _checked(number: str) -> str | None:
    try:
        return tracking_numbers.parse_number(number)
    except tracking_numbers.WrongCheck:
        detail = "The number's last character does not fit the others: it was mistyped somewhere."
        raise Problem(422, "tracking_number_check", detail) from None
