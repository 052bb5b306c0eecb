"""The front page, and in dev the page of components."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers.problems import Problem
from api.dependencies import ServicesDep
from api.pages.charts.samples import draw_samples
from api.pages.rendering import render
from texts.journey import describe_journey

router = APIRouter(include_in_schema=False)


@router.get("/")
async def front_page(services: ServicesDep, request: Request) -> Response:
    """What this is, what it is not, and the two doors: to send in and to track."""
    return render(request, "front.html", {"steps": describe_journey(services.policy)})


@router.get("/gaya")
async def component_page(services: ServicesDep, request: Request) -> Response:
    """Every component with sample content. There only with the setting `dev`."""
    if not services.settings.dev:
        raise Problem(404, "no_such_page", "Not Found")
    return render(request, "gaya.html", {"charts": draw_samples()})
