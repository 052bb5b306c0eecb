"""How far each report was brought by the release that it was begun under."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.upgrade.people import CENTRE, REASON, TEXT, Report

Submit = Callable[..., Awaitable[Report]]
Play = Callable[[Submit], Coroutine[Any, Any, None]]

ACEH, HEALTH, JAYAPURA = "pemprov-aceh", "kemenkes", "pemkab-jayapura"
VACATED = "penghubung.pemkab-jayapura.umum"
"""Who leaves office in the end."""


# -- wherever a report may wait: the same under every policy


async def at_the_centre(submit: Submit) -> None:
    await submit("at the centre")


async def at_the_agency(submit: Submit) -> None:
    report = await submit("at the agency")
    await report.forward(ACEH)


async def with_the_officer(submit: Submit) -> None:
    report = await submit("with the officer")
    await report.forward(ACEH)
    await report.dispose()


async def asked(submit: Submit) -> None:
    report = await submit("asked")
    await report.forward()
    await report.dispose()
    await report.officer("ask_reporter", question=TEXT)


async def answered(submit: Submit) -> None:
    report = await submit("answered")
    await report.forward()
    await report.dispose()
    await report.respond()


async def archived(submit: Submit) -> None:
    report = await submit("archived")
    await report.decide(CENTRE, "archive", reason="unclear", note=REASON)


async def postponed(submit: Submit) -> None:
    report = await submit("postponed")
    until = datetime.now(ZoneInfo("Asia/Jakarta")).date() + timedelta(days=20)
    await report.decide(CENTRE, "postpone", reason=REASON, until=until.isoformat())


async def postponed_for_a_while(submit: Submit) -> None:
    report = await submit("postponed")
    until = datetime.now(UTC) + timedelta(seconds=100)
    await report.decide(CENTRE, "postpone", reason=REASON, until=until.isoformat())


# -- what the next release has to remember


async def corrected(submit: Submit) -> None:
    report = await submit("corrected", anonymous=True, confidential=True)
    await report.decide(CENTRE, "correct", title="Lampu jalan padam lagi", reason=REASON)
    await report.decide(CENTRE, "open_identity", reason=REASON)
    await report.forward()
    await report.decide("pimpinan.kemenkes", "nudge", note=REASON)
    await report.reply("remark", text=TEXT)


async def extended(submit: Submit) -> None:
    report = await submit("extended")
    await report.forward(ACEH)
    await report.dispose("umum")
    await report.officer("extend", clock="response", days=3, reason=REASON)


async def completed(submit: Submit) -> None:
    report = await submit("completed")
    await report.forward()
    await report.dispose()
    await report.officer("ask_reporter", question=TEXT)
    await report.reply("complete", text=TEXT)


async def ruled_on(submit: Submit) -> None:
    report = await submit("ruled on")
    for agency in (HEALTH, ACEH):
        await report.forward(agency)
        await report.decide(f"admin.{agency}", "decline", reason=REASON)
    await report.forward(JAYAPURA)


async def returned(submit: Submit) -> None:
    report = await submit("returned")
    await report.forward()
    await report.dispose("umum")
    await report.decide("pimpinan.kemenkes", "reassign", to="layanan")
    await report.respond(final=False)
    await report.officer("return_to_agency", reason=REASON)


async def disputed(submit: Submit) -> None:
    report = await submit("disputed")
    await report.forward(ACEH)
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
    await report.reply("dispute", reason=REASON)


async def drafted(submit: Submit) -> None:
    """Disputed twice: what the agency answers now waits for its supervisor."""
    report = await submit("drafted")
    await report.forward(ACEH)
    for _ in range(2):
        await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)
        await report.reply("dispute", reason=REASON)
    await report.decide("admin.pemprov-aceh", "respond", text=TEXT, final=True)


async def merged(submit: Submit) -> None:
    original, follower = await submit("original"), await submit("follower")
    await original.forward()
    await original.dispose()
    await follower.decide(CENTRE, "merge", into=original.number)
    await original.look()


async def objected(submit: Submit) -> None:
    """Merged, and its reporter objects."""
    original, follower = await submit("original of an objection"), await submit("objection")
    await original.forward()
    await follower.decide(CENTRE, "merge", into=original.number)
    await follower.reply("dispute", reason=REASON)
    await original.look()


async def withdrawn(submit: Submit) -> None:
    report = await submit("withdrawn")
    await report.forward()
    await report.reply("withdraw")


async def reopened(submit: Submit) -> None:
    report = await submit("reopened")
    await report.decide(CENTRE, "archive", reason="unclear", note=REASON)
    await report.reply("reopen", reason=REASON)


async def confirmed(submit: Submit, name: str = "confirmed") -> None:
    report = await submit(name)
    await report.forward()
    await report.dispose()
    await report.respond()
    await report.reply("confirm", rating=5)


async def erased(submit: Submit) -> None:
    """Confirmed; what was written in it is erased afterwards."""
    await confirmed(submit, "erased")


async def to_be_called(submit: Submit) -> None:
    """Its reporter has to be told by telephone what became of it."""
    report = await submit("to be called", reporter={"name": "Budi", "phone": "081234567890"})
    await report.forward()
    await report.dispose()
    await report.respond()


async def vacated(submit: Submit) -> None:
    """With a unit whose only officer leaves afterwards."""
    report = await submit("vacated")
    await report.forward(JAYAPURA)
    await report.dispose("umum")


async def over_several_runs(submit: Submit) -> None:
    report = await submit("over several runs")
    await report.forward()
    await report.dispose()
    for _ in range(9):
        await report.respond(final=False)


async def decided_unheard(submit: Submit) -> None:
    """Its agency disposes it while no worker is up."""
    report = await submit("decided unheard")
    await report.forward()


async def lapsed(submit: Submit) -> None:
    """Two of its three levels come before the old release ends."""
    report = await submit("lapsed")
    while report.state["highest_level"] < 2:
        await asyncio.sleep(0.2)
        await report.look()


ANYWHERE: tuple[Play, ...] = (at_the_centre, at_the_agency, with_the_officer, asked, answered)
PLAYS: Mapping[str, tuple[Play, ...]] = {
    "default": (at_the_centre, at_the_agency, with_the_officer),
    "days": (*ANYWHERE, archived, postponed),
    "long": (
        *ANYWHERE, archived, corrected, extended, completed, ruled_on, returned, disputed, drafted, merged,
        objected, withdrawn, reopened, confirmed, erased, to_be_called, vacated, over_several_runs,
        decided_unheard,
    ),
    "short": (at_the_agency, with_the_officer, asked, answered, archived, postponed_for_a_while, lapsed),
}  # fmt: skip
"""By policy."""
