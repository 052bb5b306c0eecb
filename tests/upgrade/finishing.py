"""How people bring a report to its end that another release began, from wherever it stands."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from tests.upgrade.people import CENTRE, REASON, TEXT, Report
from tests.upgrade.plays import VACATED

Act = Callable[[Report], Awaitable[None]]
LONGEST = 30.0  # seconds until what follows by itself has come
ASK: dict[str, Any] = {"question": TEXT}


async def finish(report: Report) -> None:
    """First what is particular to the report, then whatever its stage asks for, until it is closed."""
    await report.look()
    if particular := PARTICULAR.get(report.name):
        await particular(report)
    for _ in range(10):
        if report.state["stage"] == "closed":
            return
        await STAGES[report.state["stage"]](report)
    raise AssertionError(f"{report.name} does not come to its end: {report.state['stage']}")


async def _forward(report: Report) -> None:
    await report.forward()


async def _dispose(report: Report) -> None:
    await report.dispose()


async def _respond(report: Report) -> None:
    await report.respond()


async def _approve(report: Report) -> None:
    await report.decide(f"pimpinan.{report.agency}", "approve")


async def _complete(report: Report) -> None:
    await report.reply("complete", text=TEXT)


async def _confirm(report: Report) -> None:
    await report.reply("confirm", rating=4)


async def _follow(report: Report) -> None:
    """Its original closes, and it with it."""
    async with asyncio.timeout(LONGEST):
        while report.state["stage"] == "merged":
            await asyncio.sleep(0.3)
            await report.look()


STAGES: Mapping[str, Act] = {
    "central_verification": _forward,
    "agency_verification": _dispose,
    "follow_up": _respond,
    "approval": _approve,
    "awaiting_reporter": _complete,
    "reporter_reply": _confirm,
    "merged": _follow,
}


async def _not_extended_again(report: Report) -> None:
    who = "penghubung.pemprov-aceh.umum"
    fields = {"clock": "response", "days": 1, "reason": REASON}
    await report.is_refused(who, "extend", "already_extended", **fields)


async def _not_asked_again(report: Report) -> None:
    await report.is_refused("penghubung.kemenkes.layanan", "ask_reporter", "question_limit", **ASK)
    await report.decide("pimpinan.kemenkes", "allow_question")
    await report.officer("ask_reporter", **ASK)


async def _not_declined(report: Report) -> None:
    await report.is_refused("admin.pemkab-jayapura", "decline", "ruling_stands", reason=REASON)


async def _not_disputed_again(report: Report) -> None:
    await report.is_refused("admin.pemprov-aceh", "respond", "not_allowed", text=TEXT, final=True)
    await _approve(report)
    await report.reply_is_refused("dispute", "dispute_limit", reason=REASON)


async def _disputed_again(report: Report) -> None:
    """A second time, so that what the agency answers now waits for its supervisor."""
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    await report.reply("dispute", reason=REASON)
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    assert report.state["stage"] == "approval"


async def _reopened(report: Report) -> None:
    await report.reply("reopen", reason=REASON)


async def _not_reopened_again(report: Report) -> None:
    await report.decide(CENTRE, "archive", reason="unclear", note=REASON)
    await report.reply_is_refused("reopen", "already_reopened", reason=REASON)


async def _recalled(report: Report) -> None:
    form = {"username": VACATED, "password": report.people.password}
    assert (await report.people.http.post("/v1/token", data=form)).status_code == 401
    await report.decide(CENTRE, "recall", reason=REASON)


async def _called(report: Report) -> None:
    """The officer tells the reporter by telephone, and says so."""
    worklist = await report.people.get("penghubung.kemenkes.layanan", "/v1/tasks")
    (call,) = (each for each in worklist["calls"] if each["tracking_number"] == report.number)
    made = {"messages": [each["id"] for each in call["messages"]], "reached": True}
    path = f"/v1/reports/{report.number}/calls"
    assert (await report.people.post("penghubung.kemenkes.layanan", path, made))["messages"]


PARTICULAR: Mapping[str, Act] = {
    "long/extended": _not_extended_again,
    "long/completed": _not_asked_again,
    "long/ruled on": _not_declined,
    "long/disputed": _disputed_again,
    "long/drafted": _not_disputed_again,
    "long/withdrawn": _reopened,
    "long/reopened": _not_reopened_again,
    "long/vacated": _recalled,
    "long/to be called": _called,
}
"""What the old release counted and noted, and the new one has to know."""
