"""Messages, readable where the product is only tried out."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from activities.deliveries import rendered
from api import identity
from api.answers import Json
from api.deps import AfterQuery, AnyonesReadingDep, HouseDep, LimitQuery
from api.problems import Problem
from records.queries.messages import Outgoing, messages
from workflows.procedure import instants

router = APIRouter(tags=["Messages"])


@router.get("/v1/messages")
async def outgoing(
    house: HouseDep,
    reading: AnyonesReadingDep,
    tn: Annotated[str | None, Query(alias="report", description="Of one report only")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> Json:
    """Messages sent and to be sent, the latest first, with their letters. Only where `TUNTAS_DEV` is set."""
    if not house.settings.dev:
        raise Problem(404, "no_such_page", "Not Found")
    report = identity.canonical(tn) if tn else None
    page = await messages(house.lists, report=report, limit=limit, after=after)
    letters = await rendered(house.pool, reading, [each.id for each in page.items])
    items = [{**_shown(each), "letter": letters.get(each.id)} for each in page.items]
    return Json({"items": items, "next": page.next})


def _shown(each: Outgoing) -> dict[str, Any]:
    return {
        "id": each.id,
        "report": each.report,
        "fact": each.fact,
        "recipient": each.recipient,
        "channel": each.channel,
        "template": each.template,
        "data": each.data,
        "batch": each.batch,
        "send_at": instants.written(each.send_at),
        "sent_at": instants.written(each.sent_at) if each.sent_at else None,
        "attempts": each.attempts,
        "error": each.error,
    }
