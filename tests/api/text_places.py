"""Where a request may carry text, as the API's document says: in its path, query, headers and body."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

Schema = Mapping[str, Any]
Step = str | int
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
DAY = "2026-01-05"
FORMATS: Mapping[str, str] = {"date": DAY, "date-time": f"{DAY}T00:00:00Z"}
CONTACTS = {"email": "siti@contoh.go.id", "phone": "081234567890"}
"""Rules that the schemas do not tell."""
TEXT = "x" * 20
"""Long enough for every text, and a well-formed code too."""


@dataclass(frozen=True)
class Place:
    """A parameter, or a field of a body that is well-formed but for it: `steps` lead to it, and `whole` has
    what the body lacks on the way. `query` is what has to be asked besides."""

    method: str
    path: str
    where: Literal["path", "query", "header", "body"]
    name: str
    query: Mapping[str, str]
    media_type: str
    body: Any
    whole: Any
    steps: tuple[Step, ...] = ()

    @property
    def operation(self) -> str:
        """Which one, and for decisions which kind."""
        kind = (self.body or {}).get("decision", {}).get("kind", "")
        return f"{self.method.upper()} {self.path} {kind}".strip()

    @property
    def id(self) -> str:
        return f"{self.operation}: {self.where} {self.name}"

    def filled(self, text: str) -> Any:
        """The body with `text` in this place."""
        if self.where != "body":
            return self.body
        body = deepcopy(self.body)
        inner, whole = body, self.whole
        for step in self.steps[:-1]:
            whole = whole[step]
            if not (inner.get(step) if isinstance(inner, dict) else inner):
                inner[step] = deepcopy(whole)
            inner = inner[step]
        inner[self.steps[-1]] = text
        return body


def places(document: Mapping[str, Any]) -> Iterator[Place]:
    """Every place of every operation, and in every body a field that it does not have."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            parameters = operation.get("parameters", [])
            media_type, bodies = _bodies(operation, document)
            besides = _query(parameters), media_type
            for each in parameters:
                yield Place(method, path, each["in"], each["name"], *besides, *bodies[0])
            if operation.get("security"):
                yield Place(method, path, "header", "Authorization", *besides, *bodies[0])
            for body, whole in bodies if bodies[0][0] else []:
                for steps in _texts(whole):
                    name = ".".join(map(str, steps))
                    yield Place(method, path, "body", name, *besides, body, whole, steps)


def _query(parameters: list[Schema]) -> dict[str, str]:
    """What has to be asked; and for a preview wherever there is one, so that nothing comes of it."""
    of_query = [each for each in parameters if each["in"] == "query"]
    asked = {each["name"]: _asked(each["schema"]) for each in of_query if each.get("required")}
    return asked | {each["name"]: "true" for each in of_query if each["name"] == "preview"}


def _bodies(operation: Schema, document: Schema) -> tuple[str, list[tuple[Any, Any]]]:
    """The body of the example beside one with every text filled in; one such pair for each kind of decision,
    and nulls where no body is needed."""
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        if media_type in {JSON, FORM}:
            schema, example = _inlined(content["schema"], document), content.get("example")
            kinds = _kinds(schema["properties"].get("decision", {}))
            if not kinds:
                whole = _sample(schema)
                return media_type, [(example or whole, whole)]
            wholes = [{"task": TEXT, "decision": _sample(kind)} for kind in kinds]
            return media_type, [(whole, whole) for whole in wholes]
    return JSON, [(None, None)]


def _kinds(decision: Schema) -> list[Schema]:
    """The decisions among which a body chooses; none where it takes any object."""
    choices = decision.get("oneOf") or decision.get("anyOf") or []
    return [each for each in choices if "kind" in each.get("properties", {})]


def _inlined(schema: Any, document: Schema) -> Any:
    """The schema with what it refers to in place."""
    if isinstance(schema, list):
        return [_inlined(each, document) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _inlined(document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], document)
    return {name: _inlined(each, document) for name, each in schema.items() if name != "discriminator"}


def _asked(schema: Schema) -> str:
    """What may be asked: the document's own example, where it has one."""
    return str(schema["examples"][0] if "examples" in schema else _sample(schema))


def _sample(schema: Schema) -> Any:
    """A value of the schema with all its fields."""
    for choices in (schema.get("anyOf"), schema.get("oneOf")):
        if choices:
            return _sample(next(each for each in choices if each.get("type") != "null"))
    if "const" in schema or "enum" in schema:
        return schema["const"] if "const" in schema else schema["enum"][0]
    match schema["type"] if isinstance(schema["type"], str) else schema["type"][0]:
        case "object":
            values = schema.get("patternProperties", {"": {"type": "string"}}).values()
            named = schema.get("properties") or {"text": next(iter(values))}
            return {name: CONTACTS.get(name) or _sample(each) for name, each in named.items()}
        case "array":
            return [_sample(schema["items"])]
        case "string":
            return FORMATS.get(schema.get("format", "")) or _word(schema)
        case kind:
            return {"boolean": False, "integer": schema.get("minimum", 1), "number": 1.0}[kind]


def _word(schema: Schema) -> str:
    """The word that the pattern asks for, if it is one; else any."""
    word: str = schema.get("pattern", "").strip("^$")
    return word if word.isalpha() else TEXT


def _texts(value: Any, steps: tuple[Step, ...] = ()) -> Iterator[tuple[Step, ...]]:
    """The ways to the texts within a value, and to a field that its objects don't have."""
    if isinstance(value, str):
        yield steps
    if isinstance(value, dict):
        yield (*steps, "unheard_of")
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from _texts(each, (*steps, step))
