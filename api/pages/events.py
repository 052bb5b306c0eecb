"""The event stream of a page that is open, and what it then shows."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from api.answers.problems import Problem
from api.dependencies import NumberPath, ServicesDep
from api.live.answers import EventStreamResponse
from api.live.audience import About, Topic
from api.live.topics import judge_topic
from api.pages.presence import UnusedSignedInDep
from api.pages.rendering import render
from api.reports import lookup, submit_decision
from api.requests import access, identity, sessions
from api.requests.sessions import CurrentSession
from api.routes.me import describe_me
from api.services import Services
from api.session_dependencies import UnusedSessionDep
from records.database import SQL_AWAY
from texts.facts import describe_fact
from texts.timeline import describe_fact as describe_to_reporter
from workflows.procedure.model.facts import Fact

router = APIRouter(include_in_schema=False)

ABOUT = {"tugas": About.TASKS, "tim": About.TEAM, "laporan": About.REPORTS}
"""Pages with lists."""


@router.get("/peristiwa")
async def watch_page(
    services: ServicesDep,
    current: UnusedSessionDep,
    halaman: Annotated[str, Query(max_length=60)],
    sejak: float | None = None,
) -> Response:
    """Says when to look again at the page `halaman`: `tugas`, `tim`, `laporan`, `laporan/NUMBER` or
    `lacak/NUMBER`. `sejak` is when it was read, in seconds since 1970. It is no use of the session."""
    page, _, number = halaman.partition("/")
    session = current.value if current else None
    if page == "lacak":
        reporter = sessions.require_reporter(current, number)
        topic = Topic(About.REPORT, reporter.id)

        async def confirm(first: int) -> bool:
            return await _has_line_from(services, reporter.id, first)

        stream = services.live.open(topic, reporter, session=session, since=sejak, confirm=confirm)
    else:
        topic, actor = await _topic_of_staff(services, current, page, number)
        stream = services.live.open(topic, actor, session=session, since=sejak)
    return EventStreamResponse(services.live, stream)


async def _topic_of_staff(
    services: Services, current: CurrentSession | None, page: str, number: str
) -> tuple[Topic, Any]:
    actor, _account = sessions.require_account(services, current)
    about = About.REPORT if page == "laporan" and number else ABOUT.get(page)
    if about is None:
        raise Problem(404, "no_such_page", "Not Found")
    return await judge_topic(services, actor, about, number or None), actor


async def _has_line_from(services: Services, report: str, first: int) -> bool:
    """Whether the reporter's timeline has a line from that fact on; not while the record is away."""
    try:
        facts = await submit_decision.all_facts(services, report)
    except SQL_AWAY:
        return False
    return any(
        describe_to_reporter(each, services.directory) is not None for each in facts if each.number >= first
    )


@router.get("/laporan/{tn}/perubahan")
async def show_changes(
    services: ServicesDep,
    request: Request,
    who: UnusedSignedInDep,
    tn: NumberPath,
    fakta: Annotated[int, Query(ge=0)] = 0,
    tugas: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:
    """What the page's script shows when the report changed: who did what after the fact `fakta`, and whether
    the task `tugas` was decided by it."""
    report = identity.require_tracking_number(tn)
    async with access.open_reading(services, who.actor, request) as reading:
        view = await lookup.view_report(services, reading, report, "record")
        facts = await submit_decision.all_facts(services, report, view.until)
    task = view.state["task"]
    is_ended = bool(tugas) and (task is None or task["id"] != tugas)
    context = {
        "number": report,
        "changes": [_change(services, each) for each in facts if each.number > fakta],
        "is_ended": is_ended,
        "zone": describe_me(services.directory, who)["zone"],
    }
    return render(request, "staff/changes.html", context)


def _change(services: Services, fact: Fact) -> dict[str, Any]:
    account = services.directory.account(fact.actor.id)
    return {
        "at": fact.at,
        "text": describe_fact(fact.kind, fact.data, services.directory),
        "by": account.name if account else None,
        "by_role": fact.actor.role,
    }
