"""Figures, as their readers are told them: each with exactly as many entries as it says."""

from typing import Any

import pytest

from api.services import Services
from records.figures.counting import count_due_reports
from records.figures.definitions import BY_CODE
from tests.api.people import People, Report

READERS = {
    "pusat": ("nation", "centre", "province:ID-AC", "province:-", "agency:kemenkes", "unit:kemenkes/layanan"),
    "pimpinan.pusat": ("nation",),
    "auditor": ("agency:pemprov-aceh",),
    "admin.kemenkes": ("agency:kemenkes", "unit:kemenkes/layanan"),
    "pimpinan.kemenkes": ("agency:kemenkes",),
    "penghubung.kemenkes.layanan": ("unit:kemenkes/layanan",),
}


@pytest.fixture(scope="module")
async def reports(people: People, services: Services) -> list[Report]:
    """One at the centre, one with an agency, one answered by a unit, one sent from an agency to another."""
    made = [await people.submit() for _ in range(4)]
    for report in made[1:]:
        await report.forward()
    await made[2].decide("admin.kemenkes", "dispose", unit="layanan")
    text = "Puskesmas sudah buka lagi sejak tadi pagi."
    answer = await made[2].decide("penghubung.kemenkes.layanan", "respond", text=text, final=True)
    assert answer.status_code == 200, answer.text
    await made[3].decide("admin.kemenkes", "decline", reason="Ini wewenang pemerintah provinsi.")
    await made[3].forward(agency="pemprov-aceh")
    for report in made:
        await report.recorded()
    await count_due_reports(services.pool)
    return made


async def _counted(people: People, who: str, **query: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        more = {"after": after} if after else {}
        told = (await people.get(who, "/v1/figures/counted", limit=2, **query, **more)).json()
        items += told["items"]
        after = told["next"]
        if after is None:
            return items


@pytest.mark.parametrize("who", READERS)
async def test_each_figure_counts_as_many_entries_as_are_listed(
    people: People, reports: list[Report], who: str
) -> None:
    for scope in READERS[who]:
        told = (await people.get(who, "/v1/figures", scope=scope)).json()
        assert [each["code"] for each in told["total"]["figures"]] == list(BY_CODE)
        for figure in told["total"]["figures"]:
            if figure["count"]:
                listed = await _counted(people, who, figure=figure["code"], scope=scope)
                assert len(listed) == figure["count"], (scope, figure)
        shown = {each["code"]: each["count"] for each in told["total"]["figures"]}
        wholes = {each.part_of for each in BY_CODE.values() if each.part_of}
        for whole in wholes:
            assert shown[whole] == sum(shown[e.code] for e in BY_CODE.values() if e.part_of == whole)


@pytest.mark.parametrize("by", ["class", "category", "channel", "province", "agency"])
async def test_parts_add_up_and_are_listed(people: People, reports: list[Report], by: str) -> None:
    told = (await people.get("pusat", "/v1/figures", by=by)).json()
    totals = {each["code"]: each["count"] for each in told["total"]["figures"]}
    sums = dict.fromkeys(totals, 0)
    for item in told["items"]:
        assert item["name"]["id"]
        for figure in item["figures"]:
            sums[figure["code"]] += figure["count"]
    assert sums == totals
    item = next(i for i in told["items"] if any(f["count"] for f in i["figures"] if f["code"] == "total"))
    count = next(f["count"] for f in item["figures"] if f["code"] == "total")
    part = {"scope": item["value"]} if by in {"province", "agency"} else {"by": by, "value": item["value"]}
    assert len(await _counted(people, "pusat", figure="total", **part)) == count


async def test_months_and_units_are_parts_too(people: People, reports: list[Report]) -> None:
    query = {"scope": "agency:kemenkes", "figure": "forwardings"}
    told = (await people.get("pusat", "/v1/figures", by="month", **query)).json()
    counts = [item["figures"][0]["count"] for item in told["items"]]
    assert sum(counts) == told["total"]["figures"][0]["count"] == 3
    assert told["items"][-1]["value"] == told["to"][:7]
    units = (await people.get("pimpinan.kemenkes", "/v1/figures", by="unit", figure="dispositions")).json()
    found = {item["value"]: item["figures"][0]["count"] for item in units["items"]}
    assert found["unit:kemenkes/layanan"] == 1
    assert units["items"][0]["scope"]["kind"] == "unit"


async def test_an_entry_of_a_report_that_went_elsewhere_has_no_number(
    people: People, reports: list[Report]
) -> None:
    listed = await _counted(people, "admin.kemenkes", figure="forwardings")
    numbers = [each["number"] for each in listed]
    # One that it declined it goes on reading as it left it.
    assert sorted(numbers) == sorted(report.number for report in reports[1:])
    unit = await _counted(people, "penghubung.kemenkes.layanan", figure="total")
    assert [each["number"] for each in unit] == [reports[2].number]


async def test_the_value_of_an_answer_is_its_working_days(people: People, reports: list[Report]) -> None:
    told = (await people.get("auditor", "/v1/figures", figure=["answer_median", "in_time_share"])).json()
    median, share = told["total"]["figures"]
    assert (median["value"], median["count"]) == (0, 1)
    assert (share["value"], share["count"], share["of"]) == (100, 1, 1)
    assert share["before"] is None


async def test_an_agencys_activity_is_its_last_action_and_who_signed_in(
    people: People, reports: list[Report]
) -> None:
    told = (await people.get("pusat", "/v1/figures", scope="agency:kemenkes", figure="total")).json()
    assert told["activity"]["last_action_on"] == told["to"]
    assert 2 <= told["activity"]["signed_in"] <= told["activity"]["officers"]
    never = (await people.get("pusat", "/v1/figures", scope="agency:pemkab-jayapura", figure="total")).json()
    assert (never["activity"]["last_action_on"], never["activity"]["signed_in"]) == (None, 0)
    assert (await people.get("pusat", "/v1/figures", figure="total")).json()["activity"] is None


async def test_nobody_is_told_what_is_not_theirs(people: People) -> None:
    for who, scope in (
        ("admin.kemenkes", "nation"),
        ("admin.kemenkes", "agency:pemprov-aceh"),
        ("pimpinan.kemenkes", "province:ID-AC"),
        ("penghubung.kemenkes.layanan", "agency:kemenkes"),
        ("penghubung.kemenkes.layanan", "unit:kemenkes/umum"),
        ("admin.kemenkes", "centre"),
    ):
        for path, more in (("/v1/figures", {}), ("/v1/figures/counted", {"figure": "total"})):
            refused = await people.get(who, path, scope=scope, **more)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert (await people.get("admin.kemenkes", "/v1/figures/ranking")).status_code == 403


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"scope": "agency:tidak-ada"}, "scope"),
        ({"scope": "unit:kemenkes/tidak-ada"}, "scope"),
        ({"scope": "province:ID-ZZ"}, "scope"),
        ({"scope": "instansi"}, "scope"),
        ({"from": "2026-02-01", "to": "2026-01-01"}, "to"),
        ({"from": "2026-02"}, "from"),
        ({"by": "unit"}, "by"),
        ({"by": "month", "from": "2001-01-01"}, "from"),
        ({"figure": "lulus"}, "figure.0"),
        ({"asal": "x"}, "asal"),
    ],
)
async def test_what_makes_no_sense_is_named(people: People, query: dict[str, str], field: str) -> None:
    refused = await people.get("pusat", "/v1/figures", **query)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert [each["field"] for each in refused.json()["errors"]] == [field]


async def test_a_cursor_is_of_its_own_list_only(people: People, reports: list[Report]) -> None:
    first = (await people.get("pusat", "/v1/figures/counted", figure="total", limit=1)).json()
    for query in ({"figure": "received"}, {"figure": "total", "scope": "centre"}):
        refused = await people.get("pusat", "/v1/figures/counted", after=first["next"], **query)
        assert refused.status_code == 422


async def test_every_figure_is_defined_in_both_languages(people: People) -> None:
    told = (await people.get("penghubung.kemenkes.layanan", "/v1/figures/definitions")).json()["items"]
    assert [each["code"] for each in told] == list(BY_CODE)
    share = next(each for each in told if each["code"] == "in_time_share")
    assert share["of"] == ["first_answers_in_time", "first_answers_overdue"]
    assert all(each["name"][lang] and each["definition"][lang] for each in told for lang in ("id", "en"))


async def test_agencies_below_the_floor_are_apart_and_have_no_rank(
    people: People, reports: list[Report]
) -> None:
    told = (await people.get("pusat", "/v1/figures/ranking", floor=1)).json()
    assert [(each["rank"], each["agency"]) for each in told["items"]] == [(1, "kemenkes")]
    assert "pemprov-aceh" in [each["agency"] for each in told["below_floor"]]
    usual = (await people.get("auditor", "/v1/figures/ranking")).json()
    assert (usual["floor"], usual["items"]) == (30, [])
    assert usual["formula"]["en"].startswith("First answers within")


async def test_programs_of_earlier_releases_are_led_to_the_figures(people: People) -> None:
    refused = await people.get("auditor", "/v1/statistics", **{"from": "2026-01-01"})
    assert (refused.status_code, refused.json()["code"]) == (410, "replaced")
    assert refused.headers["Link"] == f'<{refused.json()["successor"]}>; rel="successor-version"'
    assert (await people.get("auditor", refused.json()["successor"])).status_code == 200
