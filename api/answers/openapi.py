"""What the API says of itself, where routes read their bodies by hand."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, TypeAdapter

from api.answers.problems import MEDIA_TYPE
from api.schemas.decisions import Accepted
from api.schemas.examples import example_of
from api.schemas.problems import Problem

JSON = "application/json"
Responses = dict[int | str, dict[str, Any]]


def answer_of(
    model: Any, description: str = "Done", *, status: int = 200, media_type: str = JSON
) -> Responses:
    """What a route answers, with an example: for the document only, see `api.schemas`."""
    schema = TypeAdapter(model).json_schema(mode="serialization")
    example = example_of(schema, schema.get("$defs", {}))
    content = {media_type: {"example": example}}
    return {status: {"description": description, "model": model, "content": content}}


def accepted_answer() -> Responses:
    """The answer to `Prefer: respond-async`."""
    return answer_of(Accepted, "The report judges it later (`Prefer: respond-async`)", status=202)


def file_answer(media_type: str, description: str, example: str | None = None) -> Responses:
    """An answer that is a file: text where there is an example."""
    schema = {"type": "string"} if example else {"type": "string", "format": "binary"}
    content = {"schema": schema, **({"example": example} if example else {})}
    return {200: {"description": description, "content": {media_type: content}}}


REFUSED: Mapping[int | str, tuple[str, tuple[str, ...]]] = {
    401: ("Not signed in, or wrong PIN", ("not_signed_in", "token_void", "wrong_password", "wrong_pin")),
    403: (
        "Your role may not, or a one-time password has to be changed first",
        ("not_allowed", "password_change_required"),
    ),
    404: ("No such report, or not yours to read", ("not_found", "no_such_page")),
    409: ("Somebody has decided already", ("task_not_open", "report_sealed")),
    422: ("Malformed, or against a rule", ("malformed", "wrong_cursor", "tracking_number_check")),
    429: ("Too often; `Retry-After` says when to try again", ("too_often",)),
    503: (
        "Something needed is away; nothing was done, unless it is not_confirmed or access_not_recorded",
        ("not_confirmed", "record_unavailable", "engine_unavailable", "access_not_recorded"),
    ),
    504: ("The record took too long; ask for less", ("query_timeout",)),
    "default": (
        "Any other refusal",
        ("unforeseen", "erased", "method_not_allowed", "body_too_slow", "body_too_large"),
    ),
}
"""By status what it means, and its commonest codes; the integrators' guide has all."""
STATUSES = {
    "erased": 410,
    "method_not_allowed": 405,
    "body_too_slow": 408,
    "body_too_large": 413,
    "unforeseen": 500,
}


def _refusal(status: int | str, description: str, codes: tuple[str, ...]) -> dict[str, Any]:
    examples = {}
    for code in codes:
        number = status if isinstance(status, int) else STATUSES[code]
        told = {"type": f"urn:tuntas:problem:{code}", "title": HTTPStatus(number).phrase, "status": number}
        examples[code] = {"value": {**told, "code": code, "detail": "In words, for people."}}
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}
    return {"description": description, "content": {MEDIA_TYPE: content}}


ERRORS: Responses = {status: _refusal(status, *told) for status, told in REFUSED.items()}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "Repeat with the same key and it is done once; made and sent back if you send none",
}


def body_of(model: Any, example: Mapping[str, Any] | None = None, *, once: bool = False) -> dict[str, Any]:
    """The request body of a route that reads it by hand, and for what is done once the key's header."""
    schema = _schema(model)
    content = {"schema": schema, **({"example": example} if example else {})}
    told: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": content}}}
    return told | ({"parameters": [IDEMPOTENCY_KEY]} if once else {})


def decision_body(kinds: TypeAdapter[Any], example: Mapping[str, Any]) -> dict[str, Any]:
    """The request body of a route that takes decisions."""
    properties = {"task": {"type": ["string", "null"]}, "decision": _schema(kinds)}
    schema = {"type": "object", "required": ["decision"], "properties": properties}
    return body_of(schema, example, once=True)


def _schema(model: Any) -> dict[str, Any]:
    if isinstance(model, TypeAdapter):
        return _inlined(model.json_schema())
    if isinstance(model, type) and issubclass(model, BaseModel):
        return _inlined(model.model_json_schema())
    return dict(model)


def _inlined(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema without references, which would lead nowhere inside the document; sealed is plain here."""
    definitions = schema.pop("$defs", {})

    def inline(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                name = value["$ref"].rsplit("/", 1)[-1]
                return {"type": "string"} if name == "Sealed" else inline(definitions[name])
            return {key: inline(each) for key, each in value.items() if key != "discriminator"}
        return [inline(each) for each in value] if isinstance(value, list) else value

    inlined: dict[str, Any] = inline(schema)
    return inlined


def install_document(app: FastAPI) -> None:
    """Gives `app` its document, made once: with the schema of problems, which all routes share."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            schema = Problem.model_json_schema(
                ref_template="#/components/schemas/{model}", mode="serialization"
            )
            made["components"]["schemas"] |= {**schema.pop("$defs"), "Problem": schema}
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's guide extends it
