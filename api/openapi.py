"""What the API says of itself, where routes read their bodies by hand."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, TypeAdapter

from api.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable; what programs go by"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}
ERRORS: dict[int | str, dict[str, Any]] = {
    status: {"description": description, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
    for status, description in {
        401: "Not signed in, or wrong PIN",
        403: "Your role may not",
        404: "No such report, or not yours to read",
        409: "Somebody has decided already",
        422: "Malformed, or against a rule",
        429: "Too often",
        503: "Something needed is away; nothing was done, unless it is not_confirmed or access_not_recorded",
        504: "The record took too long; ask for less",
    }.items()
}
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


def decision_of(kinds: TypeAdapter[Any], example: Mapping[str, Any]) -> dict[str, Any]:
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
