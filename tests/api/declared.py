"""Whether answers are what the API's document declares: each field in it, and none that isn't."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import jsonschema_rs
from fastapi import FastAPI
from httpx import Response

Found = Mapping[str, Any]
UNDOCUMENTED = re.compile(r"/|/docs(/.*)?|/openapi\.json")
"""Pages for people, and the document itself."""


def strict(schema: Any) -> Any:
    """The schema with no more fields in any object than it names, unless it says that there may be others."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    told = {name: strict(each) for name, each in schema.items()}
    if isinstance(schema.get("properties"), dict) and schema.get("type") == "object":
        told.setdefault("additionalProperties", False)
    return told


_FIRST: list["Declared"] = []


def declared_by(app: FastAPI) -> "Declared":
    """What `app` declares. It is made of the first application that is asked for, which takes half a second:
    no setting changes it."""
    if not _FIRST:
        _FIRST.append(Declared(app.openapi()))
    return _FIRST[0]


@dataclass
class Declared:
    """The document of an application, as answers are held against it."""

    document: dict[str, Any]
    _validators: dict[tuple[str, str, str, str], Any] = field(default_factory=dict)

    @cached_property
    def _components(self) -> dict[str, Any]:
        schemas: dict[str, Any] = strict(self.document["components"]["schemas"])
        return schemas

    @cached_property
    def _paths(self) -> list[tuple[re.Pattern[str], str]]:
        """By what of them is written out: the more, the earlier; `{number}` of a decree may hold slashes."""
        paths = sorted(self.document["paths"], key=lambda path: (path.count("{"), -len(path)))
        return [(self._pattern(path), path) for path in paths]

    def _pattern(self, path: str) -> re.Pattern[str]:
        parts = re.split(r"(\{\w+\})", path)
        held = ".+" if path.startswith("/v1/decrees/") else "[^/]+"
        return re.compile("".join(held if part.startswith("{") else re.escape(part) for part in parts))

    def operations(self) -> Iterator[tuple[str, str, Found]]:
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                yield method, path, operation

    def faults(self, response: Response) -> list[str]:
        """What of the answer is not as declared, in words."""
        request = response.request
        path = next((to for pattern, to in self._paths if pattern.fullmatch(request.url.path)), None)
        method = "get" if request.method == "HEAD" else request.method.lower()
        operation = self.document["paths"].get(path, {}).get(method)
        if operation is None:
            return self._undeclared(response)
        declared = operation["responses"].get(str(response.status_code)) or operation["responses"]["default"]
        media_type = response.headers.get("Content-Type", "").split(";")[0]
        known = {name.split(";")[0]: each for name, each in declared.get("content", {}).items()}
        if not known and not response.content:
            return []
        if media_type not in known:
            return [f"{response.status_code} with {media_type or 'no content type'} is not declared"]
        if not media_type.endswith("json") or request.method == "HEAD":
            return []
        place = (str(path), method, str(response.status_code), media_type)
        return self._differing(place, known[media_type]["schema"], response.json())

    def _undeclared(self, response: Response) -> list[str]:
        is_problem = response.headers.get("Content-Type") == "application/problem+json"
        if is_problem or UNDOCUMENTED.fullmatch(response.request.url.path):
            return []
        return ["the document has no such operation"]

    def _differing(self, place: tuple[str, str, str, str], schema: Found, answer: Any) -> list[str]:
        if place not in self._validators:
            whole = {**strict(schema), "components": {"schemas": self._components}}
            self._validators[place] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return [
            f"{list(each.instance_path)}: {each.message}"
            for each in self._validators[place].iter_errors(answer)
        ]

    async def check(self, response: Response) -> None:
        """For clients: raises AssertionError where an answer is not as declared."""
        await response.aread()
        faults = self.faults(response)
        where = f"{response.request.method} {response.request.url.path} {response.status_code}"
        assert not faults, f"{where} is not what the document declares: {faults[:5]}; see api/schemas"
