"""The directory: agencies, units and accounts, one at a time or as a file, and who changed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, body_of, file_answer, file_body
from api.dependencies import ActorDep, AfterQuery, LimitQuery, PreviewQuery, ReadingDep, ServicesDep
from api.directory import changing, listing
from api.directory.rights import require_keeper
from api.reports.filters import Code
from api.requests.access import Reading
from api.requests.bodies import parse_body, read_object
from api.schemas.directory import (
    DirectoryAccount,
    DirectoryAccounts,
    DirectoryChanges,
    DirectoryEffect,
    OneTimePassword,
)
from api.schemas.directory_bodies import AccountEntry, AgencyEntry, UnitEntry
from fields.errors import Text
from records.directory.csv_export import write_directory
from records.directory.csv_lines import AccountLine, AgencyLine, Line, UnitLine
from workflows.procedure.model.enums import Role

router = APIRouter(route_class=DeclaredRoute, tags=["Directory"])

CSV = "text/csv; charset=utf-8"
NO_STORE = {"Cache-Control": "no-store"}
UsernamePath = Annotated[Text, Path(max_length=200)]
CodePath = Annotated[Text, Path(max_length=64)]
ExpectedQuery = Annotated[
    str | None,
    Query(pattern="^[0-9a-f]{64}$", description="The digest of a preview: do exactly that, else 409"),
]


@dataclass(frozen=True, slots=True)
class AskedChange:
    """Who changes the directory, and whether it is only previewed, or has to be what a preview said."""

    reading: Reading
    preview: bool
    expected: str | None

    async def enter(self, line: Line) -> JsonAnswer[DirectoryEffect]:
        """Adds or changes one entry. Raises as `changing.change_entry` does."""
        told = changing.change_entry(self.reading, line, preview=self.preview, expected=self.expected)
        return JsonAnswer(await told)


def read_asked_change(
    reading: ReadingDep, preview: PreviewQuery = False, expected: ExpectedQuery = None
) -> AskedChange:
    """What the address asks."""
    return AskedChange(reading, preview, expected)


ChangeDep = Annotated[AskedChange, Depends(read_asked_change)]


@router.get("/v1/directory/accounts", response_model=DirectoryAccounts)
async def list_accounts(
    services: ServicesDep,
    actor: ActorDep,
    q: Annotated[Text | None, Query(max_length=100, description="Words of name, username or address")] = None,
    agency: Annotated[Code | None, Query(description="Only of this agency")] = None,
    role: Annotated[Role | None, Query(description="Only of this role")] = None,
    active: Annotated[bool | None, Query(description="Only active, or only disabled ones")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[DirectoryAccounts]:
    """Accounts by username: all for operators and the national admin, those of the agency for its admin."""
    return JsonAnswer(
        listing.list_accounts(
            services.directory,
            actor,
            words=q or "",
            agency=agency,
            role=role,
            active=active,
            limit=limit,
            after=after,
        )
    )


@router.get("/v1/directory/accounts/{username}", response_model=DirectoryAccount)
async def read_account(
    services: ServicesDep, actor: ActorDep, username: UsernamePath
) -> JsonAnswer[DirectoryAccount]:
    """One account."""
    found = listing.find_account(services.directory, actor, username)
    return JsonAnswer(listing.present_account(services.directory, actor, found))


@router.put(
    "/v1/directory/accounts/{username}", response_model=DirectoryEffect, openapi_extra=body_of(AccountEntry)
)
async def put_account(
    change: ChangeDep, request: Request, username: UsernamePath
) -> JsonAnswer[DirectoryEffect]:
    """Add an account, or change it: name, role, office, address, `active`. A new one has no password yet."""
    line = read_account_line(username, await read_object(request))
    return await change.enter(line)


@router.post("/v1/directory/accounts/{username}/one-time-password", response_model=OneTimePassword)
async def give_one_time_password(
    services: ServicesDep, reading: ReadingDep, username: UsernamePath
) -> JsonAnswer[OneTimePassword]:
    """Give an account a password that is told only now, and has to be changed after signing in. It is signed
    out everywhere."""
    account = listing.find_account(services.directory, reading.actor, username)
    made = await changing.give_one_time_password(reading, account)
    return JsonAnswer({"username": account.username, "password": made}, headers=NO_STORE)


@router.put(
    "/v1/directory/agencies/{code}", response_model=DirectoryEffect, openapi_extra=body_of(AgencyEntry)
)
async def put_agency(change: ChangeDep, request: Request, code: CodePath) -> JsonAnswer[DirectoryEffect]:
    """Add an agency, or change it (operators, national admin)."""
    sent = _sent(AgencyEntry, await read_object(request))
    line = parse_body(AgencyLine, {**sent, "type": "agency", "agency": code})
    return await change.enter(line)


@router.put(
    "/v1/directory/agencies/{code}/units/{unit}",
    response_model=DirectoryEffect,
    openapi_extra=body_of(UnitEntry),
)
async def put_unit(
    change: ChangeDep, request: Request, code: CodePath, unit: CodePath
) -> JsonAnswer[DirectoryEffect]:
    """Add a unit, or change it (operators, national admin)."""
    sent = _sent(UnitEntry, await read_object(request))
    line = parse_body(UnitLine, {**sent, "type": "unit", "agency": code, "unit": unit})
    return await change.enter(line)


@router.get(
    "/v1/directory/file", response_class=Response, responses=file_answer(CSV, "CSV", "type,agency\r\n")
)
async def read_directory_file(services: ServicesDep, actor: ActorDep) -> Response:
    """The whole directory as a CSV file, which loads again (operators, national admin)."""
    require_keeper(actor)
    headers = NO_STORE | {"Content-Disposition": 'attachment; filename="direktori.csv"'}
    return Response(write_directory(services.directory), media_type=CSV, headers=headers)


@router.post("/v1/directory/file", response_model=DirectoryEffect, openapi_extra=file_body("text/csv"))
async def load_directory_file(change: ChangeDep, request: Request) -> JsonAnswer[DirectoryEffect]:
    """Load a CSV file: all of it or nothing; what it doesn't name stays (operators, national admin)."""
    require_keeper(change.reading.actor)
    content = await request.body()
    told = changing.load_file(change.reading, content, preview=change.preview, expected=change.expected)
    return JsonAnswer(await told)


@router.get("/v1/directory/changes", response_model=DirectoryChanges)
async def list_directory_changes(
    services: ServicesDep,
    actor: ActorDep,
    kind: Annotated[str | None, Query(pattern="^(agency|unit|account)$")] = None,
    agency: Annotated[Code | None, Query(description="Only what concerns this agency")] = None,
    code: Annotated[Code | None, Query(description="Only this agency, unit or username")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[DirectoryChanges]:
    """Who changed what, the newest first."""
    return JsonAnswer(
        await listing.list_changes(
            services, actor, kind=kind, agency=agency, code=code, limit=limit, after=after
        )
    )


def read_account_line(username: str, body: Mapping[str, Any]) -> AccountLine:
    """What was sent of an account; an address that is left out stays. Raises Malformed."""
    sent = _sent(AccountEntry, body)
    more = {"type": "account", "username": username, "keeps_email": "email" not in sent}
    return parse_body(AccountLine, {**sent, **more})


def _sent(model: type[AccountEntry | AgencyEntry | UnitEntry], body: Mapping[str, Any]) -> dict[str, Any]:
    return parse_body(model, body).model_dump(mode="json", exclude_unset=True)
