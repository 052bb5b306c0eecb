"""The API's document (OpenAPI 3.1): what FastAPI makes of the routes, and what it can't see in them.

A route declares its answer as its `response_model`, other answers that it may give in `responses`, and the
body that it reads by hand with `body_of`. Every schema has a name of its own: a generated client calls its
classes by them.

Routes return answers that are ready to be sent, so their models serve the document only. `DeclaredRoute`
keeps them until it is asked for: to make them takes each process a second."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.datastructures import DefaultPlaceholder
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter
from pydantic.json_schema import models_json_schema
from starlette.routing import BaseRoute

from api.answers.problems import MEDIA_TYPE
from api.schemas.decisions import Accepted
from api.schemas.examples import example_of
from api.schemas.problems import Problem

JSON = "application/json"
REFERENCE = "#/components/schemas/{model}"
Schema = dict[str, Any]
"""A part of the document: it has the shape that OpenAPI says."""
Responses = dict[int | str, Schema]

ACCEPTED: Responses = {
    202: {"description": "The report judges it later (`Prefer: respond-async`)", "model": Accepted}
}
"""The answer to `Prefer: respond-async`."""


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
        ("unforeseen", "erased", "replaced", "method_not_allowed", "body_too_slow", "body_too_large"),
    ),
}
"""By status what it means, and its commonest codes; the integrators' guide has all."""
STATUSES = {
    "erased": 410,
    "replaced": 410,
    "method_not_allowed": 405,
    "body_too_slow": 408,
    "body_too_large": 413,
    "unforeseen": 500,
}


def _refusal(status: int | str, description: str, codes: tuple[str, ...]) -> Schema:
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


_BODIES: dict[str, type[BaseModel]] = {}
"""The bodies that routes read by hand, by the names of their schemas."""


def body_of(
    model: type[BaseModel], example: Mapping[str, Any] | None = None, *, once: bool = False
) -> Schema:
    """The request body of a route that reads it by hand, and for what is done once the key's header."""
    if _BODIES.setdefault(model.__name__, model) is not model:
        raise ValueError(f"two bodies share the name {model.__name__}")
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    content = {"schema": schema, **({"example": example} if example else {})}
    told: Schema = {"requestBody": {"required": True, "content": {JSON: content}}}
    return told | ({"parameters": [IDEMPOTENCY_KEY]} if once else {})


def file_body(media_type: str) -> Schema:
    """The request body of a route that takes a file."""
    schema = {"type": "string", "format": "binary"}
    return {"requestBody": {"required": True, "content": {media_type: {"schema": schema}}}}


class DeclaredRoute(APIRoute):
    """A route whose endpoint returns a response; what it declares of its answers is kept for the document."""

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        response_model: Any = None,
        responses: Responses | None = None,
        **others: Any,
    ) -> None:
        super().__init__(path, endpoint, response_model=None, **others)
        self.response_model = None if isinstance(response_model, DefaultPlaceholder) else response_model
        self.responses = responses or {}


def declare_refusals(router: APIRouter, refusals: Responses) -> None:
    """Adds to the document that each route of `router` may refuse in these ways. Raises TypeError where the
    router lacks `route_class=DeclaredRoute`."""
    for route in router.routes:
        if not isinstance(route, DeclaredRoute):
            raise TypeError(f"the router of {route} needs route_class=DeclaredRoute")
        route.responses = {**refusals, **route.responses}


def operation_id(route: APIRoute) -> str:
    """The name of the route's function, which a generated client calls its own function by."""
    return route.name


def install_document(app: FastAPI) -> None:
    """Gives `app` its document, made when first asked for. Raises ValueError where two schemas or two
    operations share a name."""

    def document() -> Schema:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's guide extends it


def _document(app: FastAPI) -> Schema:
    routes = list(_describe_routes(app.routes))
    made = get_openapi(title=app.title, version=app.version, description=app.description, routes=routes)
    schemas: Schema = made["components"]["schemas"]
    _add(schemas, _problem())
    _add(schemas, _bodies())
    operations = [each for methods in made["paths"].values() for each in methods.values()]
    ids = [each["operationId"] for each in operations]
    if shared := sorted({each for each in ids if ids.count(each) > 1}):
        raise ValueError(f"operations share the names {shared}")
    for content in _answers(operations):
        if "example" not in content:
            content["example"] = example_of(content["schema"], schemas)
    return made


def _add(schemas: Schema, more: Mapping[str, Any]) -> None:
    if different := [name for name in more if schemas.get(name, more[name]) != more[name]]:
        raise ValueError(f"different schemas share the names {different}")
    schemas |= more


def _describe_routes(routes: Iterable[BaseRoute]) -> Iterator[APIRoute]:
    """The routes of the document, with the models of their answers."""
    for route in routes:
        if isinstance(route, DeclaredRoute) and route.include_in_schema:
            yield APIRoute(
                route.path,
                route.endpoint,
                response_model=route.response_model,
                response_description=route.response_description,
                responses=route.responses,
                status_code=route.status_code,
                tags=route.tags,
                deprecated=route.deprecated,
                methods=route.methods,
                response_class=route.response_class,
                openapi_extra=route.openapi_extra,
                generate_unique_id_function=operation_id,
            )


def _answers(operations: list[Schema]) -> Iterator[Schema]:
    """The JSON of the answers that are no problems."""
    for operation in operations:
        for response in operation["responses"].values():
            if "schema" in response.get("content", {}).get(JSON, {}):
                yield response["content"][JSON]


def _problem() -> Schema:
    schema = TypeAdapter(Problem).json_schema(ref_template=REFERENCE, mode="serialization")
    return {**schema.pop("$defs"), "Problem": schema}


def _bodies() -> Schema:
    kept: list[tuple[type[BaseModel], Any]] = [(model, "validation") for model in _BODIES.values()]
    _, schema = models_json_schema(kept, ref_template=REFERENCE)
    return {name: _as_sent(each) for name, each in schema["$defs"].items() if name != "Sealed"}


def _as_sent(schema: Any) -> Any:
    """The schema of a body as it is sent: what is sealed is plain text here. A field with a single value is
    never left out: decisions are told apart by it."""
    if isinstance(schema, list):
        return [_as_sent(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("$ref") == REFERENCE.format(model="Sealed"):
        return {"type": "string"}
    told = {name: _as_sent(each) for name, each in schema.items()}
    fixed = [name for name, each in schema.get("properties", {}).items() if "const" in each]
    if fixed:
        told["required"] = [*fixed, *(each for each in told.get("required", []) if each not in fixed)]
    return told
