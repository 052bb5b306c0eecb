"""Worklists."""

from dataclasses import asdict

from fastapi import APIRouter

from api import listing
from api.answers import Json
from api.deps import AfterQuery, HouseDep, LimitQuery, ReadingDep
from api.openapi import answers
from api.schemas.tasks import Tasks
from records.queries.worklist import counts, worklist

router = APIRouter(tags=["Tasks"])


@router.get("/v1/tasks", responses=answers(Tasks))
async def tasks(
    house: HouseDep, reading: ReadingDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> Json:
    """What is yours to do, the earliest due first, and how much there is of it.

    Tasks move in this list as their due instants do. `changed` says that since the first page was read one
    came to, or was changed at, a place before this page: read the list anew to be sure of having all."""
    actor = reading.actor
    page = await worklist(house.pool, actor, limit=limit, after=after)
    counted = asdict(await counts(house.pool, actor))
    items = await listing.of_tasks(house, reading, page.items)
    return Json({"items": items, "next": page.next, "counts": counted, "changed": page.changed})
