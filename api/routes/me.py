"""Who one is."""

from fastapi import APIRouter

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import PasswordChangerDep, ServicesDep, SignedIn
from api.schemas.agencies import Me
from calendars.regions import NATIONAL, region_of
from records.directory.in_memory import Directory, names_of

router = APIRouter(route_class=DeclaredRoute, tags=["Signing in"])

NO_STORE = {"Cache-Control": "no-store"}


@router.get("/v1/me", response_model=Me)
async def read_me(services: ServicesDep, who: PasswordChangerDep) -> JsonAnswer[Me]:
    """Your own account and office. It is also told with a one-time password, and says that the password has
    to be changed first."""
    return JsonAnswer(describe_me(services.directory, who), headers=NO_STORE)


def describe_me(directory: Directory, who: SignedIn) -> Me:
    """The account as `GET /v1/me` tells it."""
    account, agency = who.account, who.account.agency
    found = directory.agency(agency) if agency else None
    region = region_of(found.region if found else NATIONAL)
    return {
        "id": account.id,
        "username": account.username,
        "name": account.name,
        "email": account.email,
        "role": who.actor.role,
        "agency": agency,
        "unit": account.unit,
        "region": region.code,
        "zone": region.zone,
        "must_change_password": account.must_change_password,
        **names_of(directory, agency, account.unit),
    }
