"""Open data, as everybody fetches it: published once, kept as it was, and giving no small number away."""

import csv
import hashlib
import io
import json
from collections import Counter
from datetime import date
from random import Random
from typing import Any

import psycopg
import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from api.open_data.publishing import NotPublishable, Published, publish_month
from api.open_data.tables import LEAST_SHARE, TABLES
from api.services import Services
from records.figures.counting import Miscounted, correct
from records.open_data.months import MEASURES
from records.open_data.rounding import BASE, Rounded
from tests.api.pages.visitor import Visitor
from tests.records.open_data.attack import attack
from workflows.procedure.model.enums import Channel
from workflows.procedure.outputs.figures.entries import Entry
from workflows.procedure.outputs.figures.measures import Measure

JANUARY, FEBRUARY, MARCH = date(2025, 1, 1), date(2025, 2, 1), date(2025, 3, 1)
COUNTED = [Measure(each) for each in MEASURES]
QUANTILES = {"answer_median", "answer_p90", "finish_median", "finish_p90"}


def entries_of(day: date, how_many: int, seed: int) -> Counter[Entry]:
    """Events of that day: many of some parts, one or two of others."""
    random, found = Random(seed), Counter[Entry]()
    for _ in range(how_many):
        agency = random.choice([None, *["kemenkes"] * 5, *["pemprov-aceh"] * 2])
        found[
            Entry(
                measure=random.choice([*COUNTED, Measure.FIRST_ANSWERS]),
                day=day,
                until=None,
                value=random.randint(1, 9),
                agency=agency,
                unit=None,
                province=random.choice([None, *["ID-JK"] * 6, "ID-AC", "ID-PA"]),
                report_class=random.choice([*["complaint"] * 9, "aspiration"]),
                category=random.choice([None, "kesehatan", "kesehatan", "pendidikan", "own_policy"]),
                channel=random.choice([*[Channel.WEB] * 7, *Channel]).value,
            )
        ] += 1
    return found


async def plant(services: Services, report: str, entries: Counter[Entry]) -> None:
    async with services.pool.connection() as connection, connection.transaction():
        await correct(connection, [Miscounted(report, entries, Counter())])


async def publish(services: Services, month: date, reason: str | None = None) -> Published:
    return await publish_month(
        services.pool, services.directory, month, publisher="Kementerian", licence="CC-BY-4.0", reason=reason
    )


@pytest.fixture(scope="module")
async def before(app: FastAPI, http: AsyncClient, services: Services) -> dict[str, str]:
    """What everybody saw before anything was published; then two versions of one month are."""
    told = (await http.get("/v1/open-data")).json()
    page = await Visitor(app).open("/data")
    seen = {"items": json.dumps(told["items"]), "page": page.text}
    await plant(services, "A", entries_of(JANUARY, 60, 1))
    await plant(services, "B", entries_of(FEBRUARY, 900, 2))
    await plant(services, "C", entries_of(MARCH, 25, 3))
    assert (await publish(services, FEBRUARY)).version == 1
    await publish(services, MARCH)
    seen["first"] = (await http.get("/v1/open-data/2025-02/1/province.csv")).text
    await plant(services, "D", entries_of(date(2025, 2, 7), 30, 4))
    assert (await publish(services, FEBRUARY, "Laporan satu instansi belum terhitung.")).version == 2
    return seen


async def read_tables(http: AsyncClient, one: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    found = {}
    for file in one["files"]:
        answer = await http.get(file["url"])
        assert answer.status_code == 200
        assert (hashlib.sha256(answer.content).hexdigest(), len(answer.content)) == (
            file["sha256"],
            file["bytes"],
        )
        assert "immutable" in answer.headers["cache-control"]
        if file["name"].endswith(".csv"):
            found[file["name"].removesuffix(".csv")] = list(csv.DictReader(io.StringIO(answer.text)))
    return found


async def list_sets(http: AsyncClient) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await http.get("/v1/open-data")).json()["items"]
    return items


async def test_before_the_first_month_there_is_nothing(before: dict[str, str]) -> None:
    assert before["items"] == "[]"
    assert "Belum ada yang diterbitkan" in before["page"]


async def test_versions_are_listed_and_the_old_one_stays_as_it_was(
    before: dict[str, str], http: AsyncClient, services: Services
) -> None:
    items = await list_sets(http)
    assert [(each["month"], each["version"], each["newest"]) for each in items] == [
        ("2025-03", 1, True), ("2025-02", 2, True), ("2025-02", 1, False),
    ]  # fmt: skip
    assert [each["reason"] for each in items] == [None, "Laporan satu instansi belum terhitung.", None]
    assert (await http.get("/v1/open-data/2025-02/1/province.csv")).text == before["first"]
    with pytest.raises(psycopg.DatabaseError, match="append-only"):
        async with services.pool.connection() as connection:
            await connection.execute("update open_data_sets set version = 3 where version = 2")


async def test_no_published_number_can_be_told_from_all_files(
    before: dict[str, str], http: AsyncClient
) -> None:
    told = 0
    for one in await list_sets(http):
        tables = await read_tables(http, one)
        for measure in MEASURES:
            (nation,) = tables["nation"]
            parts = {
                table: {line["code"]: int(line[measure]) for line in tables[table] if line[measure]}
                for table in TABLES[1:]
            }
            assert all(n % BASE == 0 for cells in parts.values() for n in cells.values())
            kept = {table: cells for table, cells in parts.items() if cells}
            assert all(len(cells) == len(tables[table]) for table, cells in kept.items())
            values = attack(Rounded(int(nation[measure]), kept, 0))
            assert all(len(found) >= BASE for found in values.values())
            told += len(values)
    assert told > 1000


async def test_shares_and_quantiles_are_told_of_many_only(before: dict[str, str], http: AsyncClient) -> None:
    shown = Counter[bool]()
    for one in await list_sets(http):
        for lines in [each for name, each in (await read_tables(http, one)).items() if name in TABLES]:
            for line in lines:
                in_time, overdue = line["first_answers_in_time"], line["first_answers_overdue"]
                of = int(in_time or 0) + int(overdue or 0)
                assert bool(line["in_time_share"]) == (of >= LEAST_SHARE)
                if line["in_time_share"]:
                    assert float(line["in_time_share"]) == round(100 * int(in_time) / of, 1)
                for each in QUANTILES:
                    many = int(line["finishings" if "finish" in each else "first_answers_in_time"] or 0)
                    assert many >= 35 or not line[each]
                    shown[bool(line[each])] += 1
    assert shown[True]
    assert shown[False]


async def test_the_descriptor_describes_each_file(before: dict[str, str], http: AsyncClient) -> None:
    items = await list_sets(http)
    package = (await http.get("/v1/open-data/2025-02/2/datapackage.json")).json()
    assert (package["name"], package["version"]) == ("tuntas-2025-02", "2")
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    tables = await read_tables(http, items[1])
    digests = {each["name"]: each["sha256"] for each in items[1]["files"]}
    assert {each["path"] for each in package["resources"]} == {*digests} - {"datapackage.json"}
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{digests[resource['path']]}"
        fields, lines = resource["schema"]["fields"], tables[resource["name"]]
        assert [each["name"] for each in fields] == [*lines[0]]
        keys = [tuple(line[name] for name in resource["schema"]["primaryKey"]) for line in lines]
        assert len({*keys}) == len(keys)
        for each in fields:
            if each["type"] == "number":
                assert all(not line[each["name"]] or float(line[each["name"]]) >= 0 for line in lines)


async def test_the_catalogue_has_the_newest_version_of_each_month(
    before: dict[str, str], http: AsyncClient
) -> None:
    answer = await http.get("/v1/open-data/catalog.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    datasets = {each["dct:identifier"]: each for each in answer.json()["dcat:dataset"]}
    assert {name: each["dcat:version"] for name, each in datasets.items()} == {
        "tuntas-2025-03": "1",
        "tuntas-2025-02": "2",
    }
    (address,) = (
        each["dcat:downloadURL"]["@id"]
        for each in datasets["tuntas-2025-02"]["dcat:distribution"]
        if each["@id"].endswith("/province.csv")
    )
    assert (await http.get(address)).status_code == 200


async def test_what_is_not_there_is_not_found(before: dict[str, str], http: AsyncClient) -> None:
    for path in ("2025-02/3/province.csv", "2025-02/1/village.csv", "2025-01/1/province.csv"):
        assert (await http.get(f"/v1/open-data/{path}")).status_code == 404


@pytest.mark.parametrize(
    ("month", "reason", "why"),
    [
        (JANUARY, None, "first month"),
        (date(2024, 12, 1), None, "Nothing was counted"),
        (date(2099, 1, 1), None, "is not over"),
        (FEBRUARY, None, "needs a reason"),
        (FEBRUARY, "Sekali lagi.", "Nothing differs"),
        (date(2025, 4, 1), "Tanpa alasan.", "nothing to correct"),
    ],
)
async def test_what_can_not_be_published_is_refused(
    before: dict[str, str], services: Services, month: date, reason: str | None, why: str
) -> None:
    with pytest.raises(NotPublishable, match=why):
        await publish(services, month, reason)


async def test_the_page_leads_to_all_files_in_both_languages(before: dict[str, str], app: FastAPI) -> None:
    for language, words in (("id", "Per provinsi"), ("en", "By province")):
        page = await Visitor(app).open(f"/data?lang={language}")
        assert words in page.text
        assert page.text.count("/province.csv") == 3
        assert "Laporan satu instansi belum terhitung." in page.text
