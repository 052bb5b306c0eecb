"""Agencies and their units, for everybody."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.answers.caching import NOT_CHANGED, cacheable
from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.dependencies import AfterQuery, LimitQuery, ServicesDep
from api.schemas.agencies import Agencies, ListedAgency
from calendars.regions import region_of
from fields.errors import Text
from records.directory.in_memory import Agency, Directory
from records.paging import Cursors

router = APIRouter(route_class=DeclaredRoute, tags=["Agencies"])

KEPT_FOR = 60
"""Seconds. The directory changes a few times a day."""


@router.get("/v1/agencies", response_model=Agencies, responses=NOT_CHANGED)
async def list_agencies(
    services: ServicesDep,
    request: Request,
    q: Annotated[
        Text | None,
        Query(max_length=100, description="Only those that have each of these words in code or names"),
    ] = None,
    active: Annotated[bool | None, Query(description="Only active, or only inactive ones")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[Agencies] | Response:
    """Agencies with their units, by code, under their present names. `q` is looked for in codes and names of
    agencies and units, also in what they were called before, in any case."""
    words = (q or "").casefold().split()
    cursors = Cursors.of("agencies", words, active)
    last = cursors.read(after, str)[0] if after is not None else ""
    directory = services.directory
    found = [
        agency
        for agency in directory.agencies()
        if agency.code > last
        and (active is None or agency.active is active)
        and has_words(directory, agency, words)
    ]
    page = cursors.page(found, limit, lambda each: [each.code])
    told: Agencies = {"items": [_listed(directory, each) for each in page.items], "next": page.next}
    return cacheable(request, told, seconds=KEPT_FOR)


def has_words(directory: Directory, agency: Agency, words: list[str]) -> bool:
    """Whether each word, in small letters, is in code or name of the agency or of one of its units; also in
    what they were called before."""
    if not words:
        return True
    units = directory.units(agency.code)
    names = [agency.code, agency.name, *(text for unit in units for text in (unit.code, unit.name))]
    for place in (None, *(unit.code for unit in units)):
        names += [each.name for each in directory.former_names(agency.code, place)]
    text = "\n".join(names).casefold()
    return all(word in text for word in words)


def _listed(directory: Directory, agency: Agency) -> ListedAgency:
    region = region_of(agency.region)
    return {
        "code": agency.code,
        "name": agency.name,
        "region": agency.region,
        "region_name": region.name,
        "zone": region.zone,
        "active": agency.active,
        "former_names": [each.name for each in directory.former_names(agency.code)],
        "units": [
            {"code": unit.code, "name": unit.name, "active": unit.active}
            for unit in directory.units(agency.code)
        ],
    }
