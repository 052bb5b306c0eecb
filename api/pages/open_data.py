"""Open data: the page from which everybody fetches the monthly sets."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.dependencies import ServicesDep
from api.open_data.listing import tell_sets
from api.pages.rendering import render
from api.schemas.open_data import OpenDataSet
from texts.open_data import DESCRIPTION, TABLES, TITLE

router = APIRouter(include_in_schema=False)

PATH = "/data"


@router.get(PATH)
async def show_open_data(services: ServicesDep, request: Request) -> Response:
    """What is published, and how its numbers are protected."""
    told = await tell_sets(services)
    months: dict[str, list[OpenDataSet]] = {}
    for each in told["items"]:
        months.setdefault(each["month"], []).append(each)
    context: dict[str, Any] = {
        "title": TITLE,
        "description": DESCRIPTION,
        "licence": told["licence"],
        "months": [
            {"month": month, "newest": versions[0], "earlier": versions[1:]}
            for month, versions in months.items()
        ],
        "tables": TABLES,
    }
    return render(request, "open_data.html", context)
