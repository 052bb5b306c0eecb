"""The limits in words with their sources, and the categories, which anybody may read."""

import json
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from api.services import Services
from runtime import setting_checks
from tests.api.people import People
from tests.procedure.scene import shipped
from texts.categories import ENGLISH, INDONESIAN, name_category
from texts.formats import both
from texts.policy_limits import TECHNICAL, list_limits
from texts.policy_sources import BadSources, SourceTable, load_sources, source_of
from workflows.procedure.model.policy import Policy


def numbers(policy: Policy) -> Iterator[tuple[str, int]]:
    """Every number of the policy, by its place there."""

    def within(place: str, value: Any) -> Iterator[tuple[str, int]]:
        if isinstance(value, Mapping):
            if "level" in value:
                yield f"{place}.{value['level']}", value["offset"]
                return
            for name, each in value.items():
                yield from within(place if name == "budget" else f"{place}.{name}".lstrip("."), each)
        elif isinstance(value, tuple):
            for each in value:
                yield from within(place, each)
        elif type(value) is int and place not in TECHNICAL:
            yield place, value

    yield from within("", policy.model_dump())


@pytest.mark.parametrize("name", ["default", "drill"])
def test_every_number_of_a_policy_is_told_once_in_whole_sentences(name: str) -> None:
    policy = shipped(name)
    limits = list_limits(policy)
    assert sorted((each.name, each.number) for each in limits) == sorted(numbers(policy))
    for each in limits:
        for text in (each.indonesian, each.english):
            assert text[0].isupper(), text
            assert text.endswith("."), text
            assert "{" not in text, text
            assert each.number == 0 or str(abs(each.number)) in text, text


def test_every_number_that_the_default_policy_has_has_a_source_of_its_own() -> None:
    policy = shipped("default")
    sources = load_sources(policy, "default")
    assert set(sources) == {each.name for each in list_limits(policy)} | {"working_hours"}
    for name, source in sources.items():
        assert source.note.id, name
        assert source.note.en, name
        assert source.basis != "policy", name
        assert source.reference or source.basis == "product", f"{name} needs a reference"


def test_sources_are_no_part_of_what_a_report_carries() -> None:
    folder = resources.files("workflows.procedure").joinpath("policies")
    assert not [each.name for each in folder.iterdir() if "source" in each.name]
    assert "sources" not in Policy.model_fields


async def test_anybody_reads_the_limits_in_words(http: AsyncClient) -> None:
    told = (await http.get("/v1/policy")).json()
    assert (told["name"], told["version"], told["unit"]) == ("default", "2018.2", "working_days")
    limits = {each["name"]: each for each in told["limits"]}
    complaint = limits["settlement.complaint"]
    assert (complaint["number"], complaint["unit"]) == (14, "working_days")
    assert complaint["text"] == {
        "id": "Pengaduan tidak berkadar pengawasan diselesaikan dalam 14 hari kerja.",
        "en": "A complaint that needs no investigation is settled within 14 working days.",
    }
    assert complaint["source"]["reference"] == "PermenPANRB 62/2018, chapter VI"
    assert (complaint["source"]["basis"], complaint["source"]["confirmed"]) == ("regulation", True)
    assert limits["completion"]["source"]["confirmed"] is False
    assert limits["disposition"]["source"]["basis"] == "product"
    assert limits["ladder.2"]["text"]["en"] == (
        "Escalation level 2, 3 working days after the lapse, to the national admin and the supervisor."
    )
    assert limits["limits.extension"]["text"]["en"] == (
        "A deadline may be extended once, by at most 7 working days."
    )
    assert (told["office_hours"]["opens"], told["office_hours"]["closes"]) == ("08:00", "16:00")


async def test_a_category_that_is_listed_is_one_that_a_report_may_have(
    http: AsyncClient, people: People, services: Services
) -> None:
    items = (await http.get("/v1/categories")).json()["items"]
    assert [each["code"] for each in items] == list(services.policy.categories)
    assert items[5] == {
        "code": "bantuan_sosial",
        "name": {"id": "Bantuan sosial", "en": "Social assistance"},
    }
    await people.submit(category=items[5]["code"])


@pytest.mark.parametrize("path", ["/v1/policy", "/v1/categories"])
async def test_what_did_not_change_is_not_sent_again(http: AsyncClient, path: str) -> None:
    first = await http.get(path)
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = await http.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await http.get(path, headers={"If-None-Match": '"other"'})).status_code == 200


@pytest.mark.parametrize("name", ["default", "drill"])
def test_every_category_of_a_shipped_policy_has_a_name_in_both_languages(name: str) -> None:
    assert set(shipped(name).categories) == set(INDONESIAN) == set(ENGLISH)


def test_a_category_of_an_operators_own_is_named_by_its_code() -> None:
    assert name_category("air_bersih") == both("Air bersih", "Air bersih")


def own_policy(folder: Path, sources: object = None) -> str:
    """A policy of an operator's own, with sources beside it if there are any."""
    changed = shipped("default").model_copy(update={"name": "provinsi", "version": "1"})
    file = folder / "provinsi.json"
    file.write_text(changed.model_dump_json(), encoding="utf-8")
    if sources is not None:
        (folder / "provinsi.sources.json").write_text(json.dumps(sources), encoding="utf-8")
    return str(file)


def test_an_operators_policy_has_its_sources_beside_it(tmp_path: Path) -> None:
    theirs = {
        "basis": "regulation",
        "confirmed": True,
        "reference": "Pergub 1/2026",
        "note": {"id": "Batas daerah.", "en": "A regional limit."},
    }
    table = [{"policy": "provinsi", "version": "1", "sources": {"disposition": theirs}}]
    named = own_policy(tmp_path, table)
    policy = shipped("default").model_copy(update={"name": "provinsi", "version": "1"})
    sources = load_sources(policy, setting_checks.policy(named))
    assert source_of(sources, policy, "disposition").reference == "Pergub 1/2026"
    rest = source_of(sources, policy, "response")
    assert (rest.basis, rest.confirmed, rest.reference) == ("policy", False, policy.source)


def test_without_sources_the_policys_own_source_is_told(tmp_path: Path) -> None:
    policy = shipped("default").model_copy(update={"name": "provinsi", "version": "1"})
    sources = load_sources(policy, setting_checks.policy(own_policy(tmp_path)))
    assert source_of(sources, policy, "response").reference == policy.source


def test_a_bad_file_of_sources_is_named_when_settings_are_read(tmp_path: Path) -> None:
    named = own_policy(tmp_path, [{"policy": "provinsi", "sources": {}}])
    with pytest.raises(BadSources, match=r"provinsi\.sources\.json: 0\.version: Field required"):
        setting_checks.policy(named)


def test_a_version_has_one_table_of_sources() -> None:
    versions = [(each.policy, each.version) for each in SourceTable.shipped().root]
    assert len(set(versions)) == len(versions)
