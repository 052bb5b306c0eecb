"""Messages: which leave, to whom in what role, and what became of them. Never what they say."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.answers.json_responses import JsonAnswer
from api.answers.openapi import DeclaredRoute
from api.answers.problems import not_allowed
from api.dependencies import AfterQuery, LimitQuery, ReadingDep, ServicesDep
from api.requests import identity
from api.schemas.messages import Message, Messages
from records.reports.queries.messages import Outgoing
from records.reports.queries.messages import list_messages as query_messages
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role

router = APIRouter(route_class=DeclaredRoute, tags=["Messages"])
READERS = (Role.NATIONAL_ADMIN, Role.AUDITOR)


@router.get("/v1/messages", response_model=Messages)
async def list_messages(
    services: ServicesDep,
    reading: ReadingDep,
    tn: Annotated[str | None, Query(alias="report", description="Of one report only")] = None,
    limit: LimitQuery = 50,
    after: AfterQuery = None,
) -> JsonAnswer[Messages]:
    """Messages sent and to be sent, the latest first: for the national admin and auditors.

    `recipient` is an account's id or `reporter`, `error` the kind of the last failure. Texts, names and
    addresses are not shown."""
    if reading.actor.role not in READERS:
        raise not_allowed("Only the national admin and auditors see which messages leave.")
    report = identity.require_tracking_number(tn) if tn else None
    page = await query_messages(services.lists, report=report, limit=limit, after=after)
    await reading.lists({each.report for each in page.items if each.report is not None})
    return JsonAnswer({"items": [_shown(each) for each in page.items], "next": page.next})


def _shown(each: Outgoing) -> Message:
    return {
        "id": each.id,
        "report": each.report,
        "fact": each.fact,
        "recipient": each.recipient,
        "channel": each.channel,
        "template": each.template,
        "data": each.data,
        "batch": each.batch,
        "send_at": instants.format_instant(each.send_at),
        "sent_at": instants.format_instant(each.sent_at) if each.sent_at else None,
        "attempts": each.attempts,
        "error": each.error,
    }
