"""Yearly forms by JSON: who files and reads them, versions, the closing day, and the year's list."""

import asyncio
import csv
import io
from typing import Any

import pytest
from httpx import Response
from psycopg.errors import DatabaseError

from api.services import Services
from api.yearly_forms.rights import find_today
from records.database import rows
from tests.api.people import People
from tests.records.yearly_forms.test_content import EMPTY, FULL

ADMIN = "admin.kemenkes"
OFFICER, CHIEF = "penghubung.kemenkes.layanan", "pimpinan.kemenkes"


@pytest.fixture
def year(services: Services) -> int:
    """One whose form can be changed without a reason, whatever the day is."""
    return find_today(services).year


def url_of(year: int, agency: str = "kemenkes") -> str:
    return f"/v1/agencies/{agency}/yearly-forms/{year}"


def form_for(year: int, **changed: Any) -> dict[str, Any]:
    decree = {**FULL["team_decree"], "signed_on": f"{year - 1}-02-10"}
    survey = {**FULL["survey"], "ended_on": f"{year}-01-01"}
    plan = {**FULL["action_plan"], "first_year": year, "last_year": year}
    return {**FULL, "team_decree": decree, "survey": survey, "action_plan": plan, **changed}


async def put(people: People, url: str, who: str = ADMIN, **body: Any) -> Response:
    return await people.http.put(url, json=body, headers=await people.headers(who))


async def test_a_form_is_filed_changed_and_never_overwritten(people: People, year: int) -> None:
    url = url_of(year)
    empty = (await people.get(ADMIN, url)).json()
    assert (empty["version"], empty["form"], empty["may_file"], empty["closed"]) == (0, None, True, False)
    assert empty["closes_on"] == f"{year + 1}-03-31"
    filed = await put(people, url, version=0, form=form_for(year))
    assert filed.status_code == 200, filed.text
    assert filed.json()["form"] == form_for(year)
    assert (filed.json()["version"], filed.json()["survey_index"]) == (1, 85.5)
    assert filed.json()["written_by_name"] == "Dewi Lestari"
    again = await put(people, url, version=0, form=form_for(year))
    assert again.json() == filed.json()
    unchanged = await put(people, url, version=1, form=form_for(year))
    assert unchanged.json() == filed.json()
    changed = await put(people, url, version=1, form=form_for(year, trained=9, survey=None))
    assert changed.json()["version"] == 2
    late = await put(people, url, version=1, form=form_for(year, trained=11))
    assert (late.status_code, late.json()["code"], late.json()["version"]) == (409, "yearly_form_changed", 2)
    assert (await put(people, url, version=7, form=form_for(year, trained=11))).status_code == 409
    versions = (await people.get("auditor", f"{url}/versions")).json()["items"]
    assert [each["version"] for each in versions] == [2, 1]
    assert versions[1]["form"] == form_for(year)
    told = {each["field"]: (each["before"], each["after"]) for each in versions[0]["changes"]}
    assert told["trained"] == (6, 9)
    assert told["survey.value"] == (3.42, None)


async def test_of_many_at_once_one_is_filed(people: People, year: int) -> None:
    url = url_of(year, "pemprov-aceh")
    sent = [
        put(people, url, "admin.pemprov-aceh", version=0, form=form_for(year, trained=n)) for n in range(5)
    ]
    codes = sorted(each.status_code for each in await asyncio.gather(*sent))
    assert codes == [200, 409, 409, 409, 409]
    versions = (await people.get("pusat", f"{url}/versions")).json()["items"]
    assert len(versions) == 1


async def test_after_the_closing_day_a_reason_is_needed(people: People, year: int) -> None:
    old = year - 2
    url, form = url_of(old), {**EMPTY, "trained": 3}
    refused = await put(people, url, version=0, form=form)
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "reason", "message": "is needed after the closing day"}]
    filed = await put(people, url, version=0, form=form, reason="Baru diketahui sekarang.")
    assert (filed.json()["version"], filed.json()["closed"]) == (1, True)
    assert filed.json()["reason"] == "Baru diketahui sekarang."
    listed = (await people.get("pusat", "/v1/yearly-forms", year=old, state="filed")).json()
    assert [(each["agency"], each["corrected"]) for each in listed["items"]] == [("kemenkes", True)]


async def test_a_field_at_fault_is_named(people: People, year: int) -> None:
    form = form_for(year, survey={**FULL["survey"], "value": 9, "ended_on": f"{year}-01-01"})
    refused = await put(people, url_of(year), version=0, form=form)
    assert refused.json()["errors"] == [{"field": "form.survey.value", "message": "must not be more than 4"}]
    form = form_for(year, team_decree={**FULL["team_decree"], "signed_on": f"{year + 1}-01-01"})
    refused = await put(people, url_of(year), version=0, form=form)
    assert [each["field"] for each in refused.json()["errors"]] == ["form.team_decree.signed_on"]


async def test_who_reads_and_who_files(people: People, year: int) -> None:
    url = url_of(year)
    for who in (ADMIN, OFFICER, CHIEF, "pusat", "pimpinan.pusat", "auditor"):
        for path in (url, f"{url}/versions", "/v1/agencies/kemenkes/yearly-forms"):
            assert (await people.get(who, path)).status_code == 200, (who, path)
        mine = (await people.get(who, url)).json()
        assert mine["may_file"] is (who == ADMIN)
    for who in (OFFICER, CHIEF, "pusat", "auditor"):
        assert (await put(people, url, who, version=0, form=form_for(year))).status_code == 403, who
    for who in ("admin.pemprov-aceh", "penghubung.pemprov-aceh.layanan", "operator"):
        for path in (url, f"{url}/versions", "/v1/agencies/kemenkes/yearly-forms"):
            told = await people.get(who, path)
            assert (told.status_code, told.json()["code"]) == (404, "no_such_yearly_form"), (who, path)
        assert (await put(people, url, who, version=0, form=form_for(year))).status_code == 404
    for path in (url_of(year, "tidak-ada"), url_of(year + 1)):
        assert (await people.get("pusat", path)).status_code == 404, path


async def test_the_years_list_counts_filed_and_missing(people: People, year: int) -> None:
    told = (await people.get("pusat", "/v1/yearly-forms", year=year)).json()
    states = {each["agency"]: each["state"] for each in told["items"]}
    assert states["kemenkes"] == "filed"
    assert states["pemkab-jayapura"] == "missing"
    counts = [list(states.values()).count(each) for each in ("filed", "missing", "not_asked")]
    assert [told["filed"], told["missing"], told["not_asked"]] == counts
    due = (await people.get("auditor", "/v1/yearly-forms")).json()
    assert due["year"] == year - 1
    for who in (ADMIN, CHIEF, "operator"):
        assert (await people.get(who, "/v1/yearly-forms")).status_code == 403, who
        assert (await people.get(who, "/v1/yearly-forms/file")).status_code == 403, who


async def test_a_file_has_a_line_for_each_agency(people: People, year: int) -> None:
    url = url_of(year)
    current = (await people.get(ADMIN, url)).json()
    formula = form_for(year, trained=21, remarks="=1+1")
    await put(people, url, version=current["version"], form=formula)
    file = await people.get("pusat", "/v1/yearly-forms/file", year=year)
    lines = {each["agency"]: each for each in csv.DictReader(io.StringIO(file.text))}
    assert lines["kemenkes"]["state"] == "filed"
    assert (lines["kemenkes"]["survey_value"], lines["kemenkes"]["survey_index"]) == ("3.42", "85.5")
    assert lines["kemenkes"]["team_decree_number"] == "065/118/2025"
    assert not lines["kemenkes"]["remarks"].startswith("=")
    assert (lines["pemkab-jayapura"]["state"], lines["pemkab-jayapura"]["trained"]) == ("missing", "")
    book = await people.get("pusat", "/v1/yearly-forms/file", year=year, table="codebook")
    columns = [each["column"] for each in csv.DictReader(io.StringIO(book.text))]
    assert columns == list(lines["kemenkes"])


async def test_what_was_filed_cant_be_changed_in_the_record(services: Services, people: People) -> None:
    for statement in ("update yearly_forms set reason = 'x'", "delete from yearly_forms"):
        with pytest.raises(DatabaseError):
            await rows(services.pool, statement)


async def test_an_agency_that_ended_keeps_its_forms_and_its_successor_reads_them(
    people: People, services: Services, year: int
) -> None:
    url = url_of(year, "pemkab-jayapura")
    admin = "admin.pemkab-jayapura"
    filed = await put(people, url, admin, version=0, form=form_for(year))
    assert filed.status_code == 200, filed.text
    await rows(services.pool, "update agencies set active = false where code = 'pemkab-jayapura'")
    await rows(
        services.pool,
        "insert into successions (number, agency, successor, units, effective_on)"
        " values ('UU 1/2026', 'pemkab-jayapura', 'pemprov-aceh', '{}', '2026-01-01')",
    )
    await services.directory.refresh()
    try:
        assert (await people.get("admin.pemprov-aceh", url)).json()["form"] == form_for(year)
        assert (await people.get(ADMIN, url)).status_code == 404
        read = (await people.get(admin, url)).json()
        assert (read["version"], read["may_file"]) == (1, False)
        refused = await put(people, url, admin, version=1, form=form_for(year, trained=2))
        assert (refused.status_code, refused.json()["code"]) == (409, "agency_ended")
        others = (await people.get("pusat", "/v1/yearly-forms", year=year - 3, state="not_asked")).json()
        assert [each["agency"] for each in others["items"]] == ["pemkab-jayapura"]
        years = (await people.get(admin, "/v1/agencies/pemkab-jayapura/yearly-forms")).json()["items"]
        assert [each["year"] for each in years] == [year]
    finally:
        await rows(services.pool, "update agencies set active = true where code = 'pemkab-jayapura'")
        await services.directory.refresh()
