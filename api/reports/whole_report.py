"""A report as it stands, with its texts as far as its reader may see them."""

from collections.abc import Sequence

from api.reports import submit_decision, visible_facts
from api.reports.lookup import View
from api.reports.seen_report import SeenReport
from api.reports.visible_facts import Visible
from api.requests.access import OpeningKey, Reading
from api.schemas.reports import ReportTexts
from api.services import Services
from records.database import SQL_AWAY
from records.keys.store import KeyUnavailable
from workflows.procedure.model.enums import FactKind, Stage


async def open_report_texts(services: Services, reading: Reading, report: str, view: View) -> ReportTexts:
    """What was written; nothing of it while the record or the key is away."""
    try:
        facts = await submit_decision.all_facts(services, report, view.until)
    except SQL_AWAY:
        return {"texts_available": False}
    return await open_texts_of(services, reading, SeenReport(report, view, facts))


async def open_texts_of(services: Services, reading: Reading, seen: SeenReport) -> ReportTexts:
    """The same for a report whose facts were read."""
    try:
        key = await reading.key(seen.report)
    except KeyUnavailable:
        return {"texts_available": False}
    facts = visible_facts.mark_visible(reading.actor, seen.readable_facts)
    return texts_of(services, seen.view, key, facts)


def texts_of(services: Services, view: View, key: OpeningKey | None, seen: Sequence[Visible]) -> ReportTexts:
    """What was written in these facts; `key` opens it, null where it was destroyed."""
    drafts = [each for each in seen if each.fact.kind is FactKind.DRAFTED]
    in_approval = view.state["stage"] == Stage.APPROVAL and drafts
    draft = visible_facts.present_fact(services, key, drafts[-1])["data"]["text"] if in_approval else None
    return {
        "texts_available": True,
        **visible_facts.open_texts(key, seen),
        **visible_facts.open_submission(services, key, seen),
        "answers": visible_facts.open_answers(services, key, seen),
        "notes": visible_facts.open_notes(services, key, seen),
        "draft": draft,
    }
