"""The list of agencies, which anybody may read and search."""

from collections.abc import AsyncIterator

import pytest
from httpx import AsyncClient

from api.services import Services
from records.database import rows


async def codes(http: AsyncClient, **params: str | int) -> list[str]:
    answer = await http.get("/v1/agencies", params=params)
    assert answer.status_code == 200, answer.text
    return [each["code"] for each in answer.json()["items"]]


@pytest.fixture
async def inactive(services: Services) -> AsyncIterator[None]:
    """One agency, and a unit of another one, that nothing is sent to any more."""
    await rows(services.pool, "update agencies set active = false where code = 'pemkab-jayapura'")
    await rows(services.pool, "update units set active = false where agency = 'kemenkes' and code = 'umum'")
    await services.directory.refresh()
    yield
    await rows(services.pool, "update agencies set active = true")
    await rows(services.pool, "update units set active = true")
    await services.directory.refresh()


async def test_anybody_reads_agencies_with_their_units_and_zone(http: AsyncClient) -> None:
    told = (await http.get("/v1/agencies")).json()
    assert [each["code"] for each in told["items"]] == ["kemenkes", "pemkab-jayapura", "pemprov-aceh"]
    assert told["next"] is None
    assert told["items"][1] == {
        "code": "pemkab-jayapura",
        "name": "Pemerintah Kabupaten Jayapura",
        "former_names": [],
        "region": "ID-PA",
        "region_name": "Papua",
        "zone": "Asia/Jayapura",
        "active": True,
        "units": [
            {"code": "layanan", "name": "Dinas Pelayanan Terpadu", "active": True},
            {"code": "umum", "name": "Bagian Umum", "active": True},
        ],
    }


async def test_no_person_is_named(http: AsyncClient) -> None:
    text = (await http.get("/v1/agencies")).text
    assert "Dewi" not in text
    assert "@" not in text


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("aceh", ["pemprov-aceh"]),
        ("PEMERINTAH", ["pemkab-jayapura", "pemprov-aceh"]),
        ("pelayanan pemerintah papua", []),
        ("terpadu jayapura", ["pemkab-jayapura"]),
        ("biro umum", ["kemenkes", "pemprov-aceh"]),
        ("  ", ["kemenkes", "pemkab-jayapura", "pemprov-aceh"]),
        ("tidak ada", []),
        ("%", []),
    ],
)
async def test_a_search_finds_each_word_in_codes_and_names(
    http: AsyncClient, q: str, found: list[str]
) -> None:
    assert await codes(http, q=q) == found


async def test_inactive_ones_are_marked_and_can_be_left_out(http: AsyncClient, inactive: None) -> None:
    told = {each["code"]: each for each in (await http.get("/v1/agencies")).json()["items"]}
    assert {code: each["active"] for code, each in told.items()} == {
        "kemenkes": True,
        "pemkab-jayapura": False,
        "pemprov-aceh": True,
    }
    assert {unit["code"]: unit["active"] for unit in told["kemenkes"]["units"]} == {
        "layanan": True,
        "umum": False,
    }
    assert await codes(http, active="true") == ["kemenkes", "pemprov-aceh"]
    assert await codes(http, active="false") == ["pemkab-jayapura"]


async def test_pages_follow_one_another_and_a_cursor_is_of_its_own_search(http: AsyncClient) -> None:
    first = (await http.get("/v1/agencies", params={"limit": 2})).json()
    assert [each["code"] for each in first["items"]] == ["kemenkes", "pemkab-jayapura"]
    assert await codes(http, limit=2, after=first["next"]) == ["pemprov-aceh"]
    other = await http.get("/v1/agencies", params={"q": "aceh", "after": first["next"]})
    assert (other.status_code, other.json()["code"]) == (422, "wrong_cursor")


async def test_an_unchanged_list_is_not_sent_again(http: AsyncClient, services: Services) -> None:
    first = await http.get("/v1/agencies")
    assert first.headers["Cache-Control"] == "public, max-age=60"
    tag = first.headers["ETag"]
    for sent in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = await http.get("/v1/agencies", headers={"If-None-Match": sent})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    await rows(services.pool, "update units set name = 'Biro Umum dan Keuangan' where agency = 'kemenkes'")
    await services.directory.refresh()
    changed = await http.get("/v1/agencies", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert "Biro Umum dan Keuangan" in changed.text
