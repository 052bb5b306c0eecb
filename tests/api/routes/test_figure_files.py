"""Figures and what they count, fetched as files: the same as the JSON, within the same rights."""

import csv
import io
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI

from api.figures import exporting
from api.services import Services
from records.figures.counting import count_due_reports
from records.figures.definitions import BY_CODE
from tests.api.conftest import PASSWORD
from tests.api.pages.visitor import Visitor
from tests.api.people import People, Report
from texts.figures.columns import COUNTED as COUNTED_COLUMNS

OTHERS = {"figure": "total", "scope": "agency:pemprov-aceh"}
FILE, COUNTED = "/v1/figures/file", "/v1/figures/counted/file"


@pytest.fixture(scope="module")
async def reports(people: People, services: Services) -> list[Report]:
    """One at the centre, one with an agency, one sent from an agency to another."""
    made = [await people.submit() for _ in range(3)]
    for report in made[1:]:
        await report.forward()
    await made[2].decide("admin.kemenkes", "decline", reason="Ini wewenang pemerintah provinsi.")
    await made[2].forward(agency="pemprov-aceh")
    for report in made:
        await report.recorded()
    await count_due_reports(services.pool)
    return made


async def _lines(people: People, who: str, path: str, **query: Any) -> list[dict[str, str]]:
    answer = await people.get(who, path, **query)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


async def test_a_file_of_figures_says_what_the_json_says(people: People, reports: list[Report]) -> None:
    told = (await people.get("pusat", "/v1/figures", by="agency")).json()
    lines = await _lines(people, "pusat", FILE, by="agency")
    assert [each["part"] for each in lines] == ["", *(each["value"] for each in told["items"])]
    for line, item in zip(lines, [told["total"], *told["items"]], strict=True):
        assert line["name_id"] == item["name"]["id"]
        for figure in item["figures"]:
            expected = figure["value"]
            assert line[figure["code"]] == ("" if expected is None else str(expected)), figure
    assert lines[0]["in_time_share_of"] != ""
    assert {*BY_CODE} <= {*lines[0]}


async def test_a_file_has_all_that_a_figure_counts_and_no_text(
    people: People, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "BATCH", 2)
    (total,) = (await people.get("pusat", "/v1/figures", figure="total")).json()["total"]["figures"]
    lines = await _lines(people, "pusat", COUNTED, figure="total")
    assert len(lines) == total["count"]
    assert {report.number for report in reports} <= {each["number"] for each in lines}
    assert [*lines[0]] == [*COUNTED_COLUMNS]


@pytest.mark.parametrize("who", ["auditor", "admin.kemenkes", "admin.pemprov-aceh"])
async def test_a_file_has_a_number_where_the_list_has_one(
    people: People, reports: list[Report], who: str
) -> None:
    for figure in ("total", "forwardings", "declines"):
        listed = (await people.get(who, "/v1/figures/counted", figure=figure)).json()["items"]
        lines = await _lines(people, who, COUNTED, figure=figure)
        assert [each["number"] for each in lines] == [each["number"] or "" for each in listed]


async def test_rights_are_those_of_the_json(people: People, reports: list[Report]) -> None:
    for path, query in ((FILE, {"scope": "nation"}), (COUNTED, OTHERS)):
        refused = await people.get("admin.kemenkes", path, **query)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await people.http.get(FILE)).status_code == 401


async def test_too_much_for_one_file_is_refused_before_it_begins(
    people: People, reports: list[Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_LINES", 1)
    refused = await people.get("pusat", COUNTED, figure="total")
    assert (refused.status_code, refused.json()["code"]) == (422, "export_too_large")
    (line,) = await _lines(people, "pusat", COUNTED, figure="declines")
    assert line["measure"] == "declines"
    by = {"figure": "total", "by": "category"}
    monkeypatch.setattr(exporting, "MOST_LINES", 2)
    lines = await _lines(people, "pusat", COUNTED, value="kesehatan", **by)
    assert [each["category"] for each in lines] == ["kesehatan"] * 2, "others are not in that file"


async def test_the_codebook_tells_each_column(people: People, reports: list[Report]) -> None:
    for path, query in ((FILE, {}), (COUNTED, {"figure": "total"})):
        columns = [*(await _lines(people, "auditor", path, **query))[0]]
        told = await _lines(people, "auditor", path, table="codebook", **query)
        assert [each["column"] for each in told] == columns
        assert all(all(each.values()) for each in told)


async def test_pages_link_to_their_files(app: FastAPI, reports: list[Report]) -> None:
    visitor = Visitor(app)
    await visitor.sign_in("pusat", PASSWORD)
    for page in ("/angka?by=class", "/angka/laporan?figure=total&limit=1"):
        shown = await visitor.open(page)
        assert "format=xlsx" in shown.text
    sheet = await visitor.open("/angka/berkas?by=class&format=xlsx")
    assert sheet.headers["content-disposition"].endswith('.xlsx"')
    assert openpyxl.load_workbook(io.BytesIO(sheet.content)).sheetnames == ["data", "codebook"]
    marked = await visitor.open("/angka/laporan/berkas?figure=total&format=csv&bom=true")
    assert marked.content.startswith(b"\xef\xbb\xbfnumber,")
