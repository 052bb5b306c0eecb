"""The API's document: every answer with its schema and an example. That answers are so, each test with the
client `http` sees to."""

from typing import Any

import httpx
import jsonschema_rs
import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Request, Response

from api.main import create_app
from api.reports import listing
from runtime.settings import Settings
from tests.api.declared import Declared, declared_by, strict
from tests.api.people import People

PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def declared(tmp_path_factory: pytest.TempPathFactory) -> Declared:
    settings = Settings.of_environment({"TUNTAS_DATA_DIR": str(tmp_path_factory.mktemp("data"))})
    return Declared(create_app(settings).openapi())


def contents(declared: Declared) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method} {path} {status} {media_type}", content)
        for method, path, operation in declared.operations()
        for status, response in operation["responses"].items()
        for media_type, content in response.get("content", {}).items()
    ]


def test_every_answer_of_the_document_has_a_schema_and_an_example(declared: Declared) -> None:
    for place, content in contents(declared):
        assert content.get("schema"), place
        is_file = content["schema"].get("format") == "binary"
        assert is_file or content.get("example") is not None or content.get("examples"), place
    for method, path, operation in declared.operations():
        well = [status for status in operation["responses"] if status.startswith("2")]
        assert well, (method, path)
        assert "default" in operation["responses"], (method, path)
        for status in well:
            assert status == "204" or operation["responses"][status].get("content"), (method, path, status)


def test_every_example_of_the_document_is_what_its_schema_says(declared: Declared) -> None:
    components = {"schemas": strict(declared.document["components"]["schemas"])}
    for place, content in contents(declared):
        validator = jsonschema_rs.Draft202012Validator(
            {**strict(content["schema"]), "components": components}, validate_formats=True
        )
        named = [each["value"] for each in content.get("examples", {}).values()]
        for example in [*([content["example"]] if "example" in content else []), *named]:
            assert not [error.message for error in validator.iter_errors(example)], place


def answered(body: Any, path: str = "/healthz", status: int = 200, **headers: str) -> Response:
    return Response(status, json=body, headers=headers, request=Request("GET", f"http://tuntas{path}"))


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (answered({"status": "ok", "version": "1", "commit": None, "more": 1}), "more"),
        (answered({"status": "ok", "version": "1"}), "commit"),
        (answered({"status": "ok", "version": 1, "commit": None}), "string"),
        (answered({"items": [{"code": "ID"}], "next": None}, "/v1/calendars"), "zone"),
        (answered({}, "/v1/unheard-of"), "no such operation"),
        (answered({"status": "ok"}, "/v1/tasks", 418), "not declared"),
    ],
)
def test_an_answer_that_is_not_declared_is_found(declared: Declared, answer: Response, told: str) -> None:
    assert any(told in fault for fault in declared.faults(answer))


async def test_every_application_declares_the_same(app: FastAPI, declared: Declared) -> None:
    assert app.openapi() == declared.document == declared_by(app).document


def test_what_is_declared_passes(declared: Declared) -> None:
    assert declared.faults(answered({"status": "ok", "version": "1", "commit": None})) == []


async def test_a_field_that_is_not_declared_fails_the_test_that_is_given_it(
    people: People, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await people.submit()).recorded()
    tasks = listing.present_tasks

    async def with_more(*about: Any) -> list[dict[str, Any]]:
        return [{**task, "unheard_of": 1} for task in await tasks(*about)]

    monkeypatch.setattr(listing, "present_tasks", with_more)
    with pytest.raises(AssertionError, match="unheard_of"):
        await people.get("pusat", "/v1/tasks")


async def test_the_document_says_which_codes_refusals_have(http: AsyncClient) -> None:
    document = (await http.get("/openapi.json")).json()
    refusals = document["paths"]["/v1/tasks"]["get"]["responses"]
    assert "wrong_cursor" in refusals["422"]["content"][PROBLEM]["examples"]
    response: httpx.Response = await http.get("/v1/tasks")
    assert response.json()["code"] in refusals["401"]["content"][PROBLEM]["examples"]
