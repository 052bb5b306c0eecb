"""Deadlines in the list of reports are those of the report's own page."""

from datetime import UTC, datetime, timedelta

from fastapi import FastAPI

from api.pages.due import dues_of_clocks
from api.schemas.common import Clock
from api.services import Services
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import TEXT, People
from workflows.procedure.model import instants
from workflows.procedure.model.enums import ClockName, Unit

OFFICER = "penghubung.kemenkes.layanan"


async def test_list_and_page_name_the_same_running_deadline(app: FastAPI, people: People) -> None:
    report = await people.submit()
    await report.forward()
    await report.decide("admin.kemenkes", "dispose", unit="layanan")
    answered = await report.decide(OFFICER, "respond", text=TEXT, final=True, outcome="resolved")
    assert answered.status_code == 200, answered.text
    await report.recorded()
    centre = Visitor(app)
    await centre.sign_in("pusat", PASSWORD)
    for path in ("/laporan", f"/laporan/{report.number}"):
        await centre.open(path)
        assert "Tanggapan pelapor" in centre.text, path
    await report.reply("confirm", rating=5)
    await report.recorded()
    await centre.open("/laporan?stage=closed")
    assert "tidak ada tenggat berjalan" in centre.text
    await centre.open(f"/laporan/{report.number}")
    assert "Tidak ada tenggat yang berjalan." in centre.text


def clock(name: ClockName, due: datetime) -> Clock:
    return {
        "name": name,
        "instance": 1,
        "budget": 30,
        "unit": Unit.CALENDAR_DAYS,
        "started_at": instants.format_instant(due - timedelta(days=30)),
        "due_at": instants.format_instant(due),
        "due_on": due.date().isoformat(),
        "stopped_at": None,
        "paused": False,
        "lapsed": False,
    }


async def test_the_window_for_reopening_is_over_once_it_has_passed(services: Services) -> None:
    now = datetime.now(UTC)
    (past,) = dues_of_clocks(services, None, [clock(ClockName.REOPENING, now - timedelta(days=3))])
    (open_,) = dues_of_clocks(services, None, [clock(ClockName.REOPENING, now + timedelta(days=9))])
    (late,) = dues_of_clocks(services, None, [clock(ClockName.SETTLEMENT, now - timedelta(days=3))])
    assert (past.tone, open_.tone, late.tone) == ("stopped", "running", "late")
    assert past.text["id"] == "Selesai"
