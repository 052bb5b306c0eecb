"""Calendars over HTTP: one answer for each version, whatever is decreed later."""

from datetime import date, timedelta

import pytest
from httpx import AsyncClient

from tests.api.decreeing import enact, off
from tests.api.people import People


@pytest.mark.parametrize(("code", "offset"), [("ID-NB", 0), ("ID-SG", -40)])
async def test_a_version_gives_one_answer_also_where_a_decree_reaches_past_its_horizon(
    people: People, http: AsyncClient, code: str, offset: int
) -> None:
    """Once with a decree past the end of the horizon, once with one from before its beginning."""
    (head,) = [each for each in (await http.get("/v1/calendars")).json()["items"] if each["code"] == code]
    edge = date.fromisoformat(head["last"] if offset == 0 else head["first"]) + timedelta(days=offset)
    day = next(each for n in range(1, 9) if (each := edge + timedelta(days=n)).weekday() == 1)
    due = f"/v1/calendars/{code}/due?start={day - timedelta(days=1)}&days=1"
    days = f"/v1/calendars/{code}/days?from={day}&to={day}"
    before = {each: (await http.get(each)).json() for each in (due, days)}
    assert {each["version"] for each in before.values()} == {None}, "no version says so"

    entered = await enact(people, off(f"Jauh {code}", day.isoformat(), region=code))
    assert entered.status_code == 201, entered.text
    after = {each: (await http.get(each)).json() for each in (due, days)}
    assert after[due]["due_on"] != before[due]["due_on"]
    assert [each["decree"] for each in after[days]["days"]] == [f"Jauh {code}"]
    assert {each["version"] for each in after.values()} == {None}
    for url in (due, days):
        refused = await http.get(f"{url}&version={head['version']}")
        assert (refused.status_code, refused.json()["code"]) == (422, "beyond_horizon")
        assert f"{head['first']} to {head['last']}" in refused.json()["detail"]


async def test_an_answer_within_the_horizon_is_the_same_with_its_version_and_without(
    people: People, http: AsyncClient
) -> None:
    url = "/v1/calendars/pemkab-jayapura/due?start=2026-12-22&days=3"
    newest = (await http.get(url)).json()
    assert newest["calendar"] == "ID-PA", "the agency has no days of its own yet"
    assert (await http.get(f"{url}&version={newest['version']}")).json() == newest
