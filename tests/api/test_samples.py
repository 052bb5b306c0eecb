"""The reports that `tuntas dev` begins with: everybody of the demo who decides has something to do."""

from httpx import AsyncClient

from runtime.demo.office import Office
from runtime.demo.samples import SAMPLES, fill_if_empty
from tests.api.conftest import PASSWORD
from tests.api.people import People

BUSY = ("pusat", "admin.kemenkes", "penghubung.pemprov-aceh.layanan")


async def test_an_empty_installation_is_filled_once(http: AsyncClient, people: People) -> None:
    office = Office(http, PASSWORD)
    first = await fill_if_empty(office)
    assert first is not None
    assert first.state["stage"] == "follow_up"
    reports = (await people.get("pusat", "/v1/reports", limit=50)).json()["items"]
    assert len(reports) == len(SAMPLES)
    assert {each["stage"] for each in reports} >= {
        "central_verification",
        "awaiting_reporter",
        "reporter_reply",
    }
    for who in BUSY:
        assert (await people.get(who, "/v1/tasks")).json()["items"], who
    assert await fill_if_empty(office) is None
