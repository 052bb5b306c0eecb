"""Drafts of decisions, for their authors: whoever may read the report keeps what they type, and nobody else
sees it. A draft is read through its author's account, whatever office that account has by now."""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from api.answers.problems import Malformed, Problem
from api.reports import lookup
from api.requests.access import Reading
from api.schemas import drafts as written
from api.schemas.drafts import NewDraft
from api.services import Services
from fields.errors import field_errors
from records.keys.store import KeyDestroyed
from records.reports import drafts
from records.reports.drafts import DecisionStands, DraftPlace, ReportErased, TooManyDrafts
from workflows.procedure.model import instants


def parse_draft(body: Mapping[str, Any]) -> NewDraft:
    """The draft that was sent. Raises Malformed."""
    try:
        return NewDraft.model_validate(body)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        # without the forms that a value of `fields` may have
        raise Malformed(field_errors([{**each, "loc": each["loc"][:2]} for each in found])) from None


async def require_readable(services: Services, reading: Reading, report: str) -> None:
    """Raises a 404 problem where the reader sees nothing of the report. That is no look at it, and not
    noted."""
    await lookup.require_lately_readable(services, reading.actor, report)


async def save_draft(
    services: Services, reading: Reading, report: str, kind: str, sent: NewDraft
) -> written.ListedDraft:
    """Saves what its author has typed so far; again it changes only when. The report must be readable, which
    `require_readable` judges. Raises 409 `too_many_drafts` and `task_not_open`, and KeyDestroyed."""
    content = await reading.seal_own(report, json.dumps(sent.fields, ensure_ascii=False))
    place = DraftPlace(reading.actor.id, report, kind)
    try:
        saved_at = await drafts.save_draft(services.pool, place, sent.task, content, sent.seen)
    except ReportErased:
        raise KeyDestroyed(report) from None
    except DecisionStands:
        raise Problem(409, "task_not_open", "You have decided this meanwhile: no draft is kept.") from None
    except TooManyDrafts:
        detail = f"You have {drafts.MOST} drafts. Send or discard one of them first."
        raise Problem(409, "too_many_drafts", detail, most=drafts.MOST) from None
    return {
        "tracking_number": report,
        "kind": kind,
        "task": sent.task,
        "saved_at": instants.format_instant(saved_at),
    }


async def find_draft(services: Services, reading: Reading, report: str, kind: str) -> written.Draft | None:
    """The reader's own draft, null where there is none. The report must be readable, as above."""
    found = await drafts.find_draft(services.pool, DraftPlace(reading.actor.id, report, kind))
    if found is None:
        return None
    try:
        text = await reading.open_own(report, found.content)
    except KeyDestroyed:  # just now: the row goes with the key
        return None
    return {
        "tracking_number": report,
        "kind": kind,
        "task": found.task,
        "saved_at": instants.format_instant(found.saved_at),
        "fields": json.loads(text),
    }


async def discard_draft(services: Services, reading: Reading, report: str, kind: str) -> None:
    """Deletes the reader's own draft, if there is one. The report must be readable, as above."""
    await drafts.discard_draft(services.pool, DraftPlace(reading.actor.id, report, kind))


async def list_drafts(services: Services, reading: Reading) -> written.Drafts:
    """All of the reader's own drafts, without what they say: also of reports that they may no longer read."""
    found = await drafts.list_drafts(services.pool, reading.actor.id)
    items: list[written.ListedDraft] = [
        {
            "tracking_number": each.report,
            "kind": each.kind,
            "task": each.task,
            "saved_at": instants.format_instant(each.saved_at),
        }
        for each in found
    ]
    return {"items": items}
