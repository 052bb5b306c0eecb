"""Open data, for everybody: what was published, each file, and the catalogue that portals harvest."""

import json
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute, Responses, file_answer
from api.answers.problems import Problem
from api.dependencies import ServicesDep
from api.open_data.catalogue import describe_catalogue
from api.open_data.listing import ROOT, tell_sets
from api.schemas.open_data import OpenData
from records.open_data.stored_sets import read_file
from texts.links import pages_base

router = APIRouter(route_class=DeclaredRoute, tags=["Open data"])

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
AN_HOUR = {"Cache-Control": "public, max-age=3600"}
JSON, JSON_LD = "application/json", "application/ld+json"
MEDIA_TYPES = {"csv": "text/csv; charset=utf-8", "json": JSON}
FILES: Responses = {
    200: {
        "description": "The file, whose content never changes",
        "content": {
            **file_answer(MEDIA_TYPES["csv"], "", "month,code\r\n")[200]["content"],
            JSON: {"schema": {"type": "object"}, "example": {"name": "tuntas-2026-10"}},
        },
    }
}
CATALOGUE: Responses = {
    200: {
        "description": "The catalogue",
        "content": {JSON_LD: {"schema": {"type": "object"}, "example": {"@type": "dcat:Catalog"}}},
    }
}
MonthPath = Annotated[str, Path(pattern=r"^[1-9][0-9]{3}-(0[1-9]|1[0-2])$", description="Such as 2026-10")]
VersionPath = Annotated[int, Path(ge=1, le=2**31 - 1)]
FilePath = Annotated[str, Path(pattern=r"^[a-z]{1,20}\.(csv|json)$", description="Such as `province.csv`")]


@router.get(ROOT, response_model=OpenData)
async def list_open_data(services: ServicesDep) -> JsonAnswer[OpenData]:
    """All sets: each month's versions with their files and digests, and the licence."""
    return JsonAnswer(await tell_sets(services))


@router.get(f"{ROOT}/catalog.jsonld", response_class=Response, responses=CATALOGUE)
async def read_catalogue(services: ServicesDep, request: Request) -> Response:
    """The newest version of each month as DCAT in JSON-LD, for portals such as CKAN."""
    settings = services.settings
    base = pages_base(settings.pages_url, str(request.base_url))
    told = describe_catalogue(await tell_sets(services), base, settings.authority)
    return Response(json.dumps(told, ensure_ascii=False), media_type=JSON_LD, headers=AN_HOUR)


@router.get(f"{ROOT}/{{month}}/{{version}}/{{file}}", response_class=Response, responses=FILES)
async def read_open_data_file(
    services: ServicesDep, month: MonthPath, version: VersionPath, file: FilePath
) -> Response:
    """A file of a set. `datapackage.json` describes the others."""
    text = await read_file(services.pool, date.fromisoformat(f"{month}-01"), version, file)
    if text is None:
        raise Problem(404, "no_such_page", "There is no such file.")
    return Response(text, media_type=MEDIA_TYPES[file.rpartition(".")[2]], headers=FOR_EVER)
