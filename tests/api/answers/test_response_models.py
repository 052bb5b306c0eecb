"""Routes and their models: a route declares what it returns by its type, and no description is lost."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from fastapi.routing import APIRoute

import api.schemas
from api.answers.json_responses import CanonicalAnswer, JsonAnswer
from api.main import ROUTERS
from api.routes import health

ROUTES = [
    route for router in (*ROUTERS, health.router) for route in router.routes if isinstance(route, APIRoute)
]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_a_route_declares_what_it_returns(route: APIRoute) -> None:
    returned = list(alternatives(get_type_hints(route.endpoint)["return"]))
    assert not {JsonAnswer, CanonicalAnswer} & set(returned), "what it answers is not said"
    typed = {get_args(each)[0] for each in returned if get_origin(each) in {JsonAnswer, CanonicalAnswer}}
    assert not typed or typed == set(declared(route))


def alternatives(annotation: Any) -> Iterator[Any]:
    """The types that a union is of, or the one type."""
    if isinstance(annotation, UnionType) or get_origin(annotation) is UnionType:
        for each in get_args(annotation):
            yield from alternatives(each)
    else:
        yield annotation


def declared(route: APIRoute) -> Iterator[Any]:
    """The models of the answers that are no refusals."""
    if route.response_model is not None:
        yield from alternatives(route.response_model)
    for response in route.responses.values():
        if "model" in response:
            yield from alternatives(response["model"])


def test_no_description_is_lost_to_inheritance() -> None:
    """pydantic reads the docstrings of a TypedDict's own fields, not those of its bases. A class that others
    derive from describes its fields by `Field(description=...)`."""
    folder = Path(inspect.getfile(api.schemas)).parent
    classes = [
        node
        for path in (*folder.glob("*.py"), folder.parents[1] / "fields" / "answer_fields.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]
    bases = {base.id for node in classes for base in node.bases if isinstance(base, ast.Name)}
    assert {"StateCore", "Place", "Texts"} <= bases
    described = {
        node.name: [each for each in node.body[1:] if isinstance(each, ast.Expr)]
        for node in classes
        if node.name in bases
    }
    assert {name for name, docstrings in described.items() if docstrings} == set()
