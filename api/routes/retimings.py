"""Re-timings: new calendars on their way to the open reports that they move."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import Problem, not_allowed
from api.decrees.acting import require_centre
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep, SignedInDep
from api.schemas.decrees import RetimedReports, Retimings
from api.services import Services
from records.decrees import retimed_reports, retimings, views
from records.decrees.answers import RetimingProgress
from records.decrees.retimings import Retiming
from records.paging import Cursors
from workflows.procedure.rules.reading import watches_all

router = APIRouter(route_class=DeclaredRoute, tags=["Decrees"])

Id = Annotated[int, Path(ge=1, le=2**62, description="The re-timing's id")]


@router.get("/v1/retimings", response_model=Retimings)
async def list_retimings(
    services: ServicesDep, who: SignedInDep, limit: LimitQuery = 50, after: AfterQuery = None
) -> JsonAnswer[Retimings]:
    """All re-timings, the newest first."""
    cursors = Cursors.of("retimings")
    before = cursors.read(after, int)[0] if after is not None else None
    found = await retimings.list_retimings(services.pool, limit=limit + 1, before=before)
    page = cursors.page(found, limit, lambda last: [last.id])
    return JsonAnswer({"items": [views.present_progress(each) for each in page.items], "next": page.next})


@router.get("/v1/retimings/{id}", response_model=RetimingProgress)
async def read_retiming(services: ServicesDep, who: SignedInDep, id: Id) -> JsonAnswer[RetimingProgress]:  # noqa: A002  # the field's name
    """How far one has come."""
    return JsonAnswer(views.present_progress(await _known(services, id)))


@router.get("/v1/retimings/{id}/reports", response_model=RetimedReports)
async def list_retimed_reports(
    services: ServicesDep,
    reading: ReadingDep,
    id: Id,  # noqa: A002  # the field's name
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[RetimedReports]:
    """Which reports it found to move, how it was foreseen, and when each was reached. For the centre and
    auditors."""
    if not watches_all(reading.actor):
        raise not_allowed("What moves at all agencies is for the centre and auditors to see.")
    await _known(services, id)
    cursors = Cursors.of("retimed", id)
    last = cursors.read(after, str)[0] if after is not None else ""
    found = await retimed_reports.list_retimed(services.pool, id, limit=limit + 1, after=last)
    page = cursors.page(found, limit, lambda each: [each.report])
    await reading.lists(each.report for each in page.items)
    return JsonAnswer(
        {"items": [views.present_retimed(services.directory, each) for each in page.items], "next": page.next}
    )


@router.post("/v1/retimings/{id}/cancel", response_model=RetimingProgress)
async def cancel_retiming(services: ServicesDep, who: SignedInDep, id: Id) -> JsonAnswer[RetimingProgress]:  # noqa: A002  # the field's name
    """Stop it where it is (national admin). The decree stays in force: a report that was not reached takes
    its calendar along with its next fact."""
    require_centre(who.actor)
    await _known(services, id)
    await retimings.cancel_retiming(services.pool, id)
    return JsonAnswer(views.present_progress(await _known(services, id)))


@router.post("/v1/retimings/{id}/resume", response_model=RetimingProgress)
async def resume_retiming(services: ServicesDep, who: SignedInDep, id: Id) -> JsonAnswer[RetimingProgress]:  # noqa: A002  # the field's name
    """Let one that was cancelled go on (national admin)."""
    require_centre(who.actor)
    await _known(services, id)
    await retimings.resume_retiming(services.pool, id)
    return JsonAnswer(views.present_progress(await _known(services, id)))


async def _known(services: Services, id_: int) -> Retiming:
    if (found := await retimings.read_retiming(services.pool, id_)) is None:
        raise Problem(404, "unknown_retiming", "There is no such re-timing.")
    return found
