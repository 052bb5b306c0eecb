"""What routes depend on, each under one name. Who asks comes first: 401 is told before anything else.

All are coroutines, also where they wait for nothing: others would each be sent through a thread.
"""

import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Path, Query, Request
from fastapi.security import OAuth2PasswordBearer

from api.answers.problems import Malformed
from api.requests import access, identity
from api.requests.access import Reading
from api.services import Services
from records.directory.accounts import Account
from workflows.procedure.model.facts import Actor

LONGEST_KEY = 200


async def services_of(request: Request) -> Services:
    """The services of this process."""
    services: Services = request.app.state.services
    return services


ServicesDep = Annotated[Services, Depends(services_of)]


async def address_of(request: Request) -> str:
    """Where the request comes from, for counting only."""
    return request.client.host if request.client else "unknown"


AddressDep = Annotated[str, Depends(address_of)]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who serves, with their account."""

    actor: Actor
    account: Account


BEARER = OAuth2PasswordBearer(tokenUrl="/v1/token", auto_error=False)


async def signed_in(services: ServicesDep, token: Annotated[str | None, Depends(BEARER)]) -> SignedIn:
    """Whoever the bearer token speaks for."""
    return SignedIn(*identity.authenticate_token(services, token))


SignedInDep = Annotated[SignedIn, Depends(signed_in)]


async def signed_in_to_change_password(
    services: ServicesDep, token: Annotated[str | None, Depends(BEARER)]
) -> SignedIn:
    """The same, also for whoever has a one-time password and may do nothing else."""
    return SignedIn(*identity.authenticate_token(services, token, even_with_one_time_password=True))


PasswordChangerDep = Annotated[SignedIn, Depends(signed_in_to_change_password)]


async def actor_of(who: SignedInDep) -> Actor:
    """The same, as reports know them."""
    return who.actor


ActorDep = Annotated[Actor, Depends(actor_of)]

NumberPath = Annotated[str, Path(description="Tracking number; lower case and missing dashes are fine")]


async def report_of(_actor: ActorDep, tn: NumberPath) -> str:
    """The tracking number in the path in its one written form."""
    return identity.require_tracking_number(tn)


ReportDep = Annotated[str, Depends(report_of)]


async def reporter_of(
    services: ServicesDep,
    address: AddressDep,
    tn: NumberPath,
    pin: Annotated[str | None, Header(alias="Report-Pin", description="The report's PIN")] = None,
) -> Actor:
    """The report's reporter; their id is the tracking number."""
    return await identity.authenticate_reporter(services, tn, pin, address)


ReporterDep = Annotated[Actor, Depends(reporter_of)]


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who may or may not read the `report` of that number: one who serves, or its reporter."""

    actor: Actor
    report: str


async def reader_of(
    services: ServicesDep,
    address: AddressDep,
    tn: NumberPath,
    token: Annotated[str | None, Depends(BEARER)],
    pin: Annotated[str | None, Header(alias="Report-Pin", description="The report's PIN")] = None,
) -> Reader:
    """Whoever the bearer token speaks for; without one the report's reporter, where a PIN came along."""
    if token is None and pin is not None:
        reporter = await identity.authenticate_reporter(services, tn, pin, address)
        return Reader(reporter, reporter.id)
    actor, _account = identity.authenticate_token(services, token)
    return Reader(actor, identity.require_tracking_number(tn))


ReaderDep = Annotated[Reader, Depends(reader_of)]

ReasonHeader = Annotated[
    str | None,
    Header(
        alias=access.REASON,
        description="Why you look, 10 to 500 characters, percent-encoded where not ASCII; auditors read it",
    ),
]
"""For the documentation; `api.requests.access` reads it."""


async def reading_of(
    request: Request, services: ServicesDep, actor: ActorDep, _reason: ReasonHeader = None
) -> AsyncIterator[Reading]:
    """What somebody who serves is shown: noted once the route is done, before its answer leaves."""
    async with access.open_reading(services, actor, request) as reading:
        yield reading


ReadingDep = Annotated[Reading, Depends(reading_of, scope="function")]


async def reporters_reading_of(
    request: Request, services: ServicesDep, reporter: ReporterDep
) -> AsyncIterator[Reading]:
    """The same for a reporter, who may be shown something of a report that theirs was merged into."""
    async with access.open_reading(services, reporter, request) as reading:
        yield reading


ReporterReadingDep = Annotated[Reading, Depends(reporters_reading_of, scope="function")]


async def either_reading_of(
    request: Request, services: ServicesDep, reader: ReaderDep, _reason: ReasonHeader = None
) -> AsyncIterator[Reading]:
    """The same for whoever comes with a token or a PIN."""
    async with access.open_reading(services, reader.actor, request) as reading:
        yield reading


EitherReadingDep = Annotated[Reading, Depends(either_reading_of, scope="function")]


def idempotency_key(request: Request) -> str:
    """The key sent, or a fresh one. Raises Malformed."""
    sent = request.headers.get("Idempotency-Key")
    if sent is None:
        return secrets.token_urlsafe(18)
    if not 0 < len(sent) <= LONGEST_KEY or not sent.isprintable():
        message = f"must have 1 to {LONGEST_KEY} printable characters"
        raise Malformed([{"field": "Idempotency-Key", "message": message}])
    return sent


LimitQuery = Annotated[int, Query(ge=1, le=200, description="How many at most")]
AfterQuery = Annotated[str | None, Query(max_length=500, description="The cursor that came as `next`")]
PreviewQuery = Annotated[
    bool, Query(alias="preview", description="Only tell what would come of it, or why it would be refused")
]
