"""Examples made from schemas: of each field its own example where it has one, else what its type allows."""

from collections.abc import Mapping
from typing import Any

SAMPLES: Mapping[str, Any] = {"string": "", "integer": 1, "number": 1.5, "boolean": False, "null": None}
SCHEMA = Mapping[str, Any]


def example_of(schema: SCHEMA, definitions: SCHEMA) -> Any:
    """A value that `schema`, whose references lead into `definitions`, describes: all that may be there
    is, lists have one item, and what may be null isn't."""
    if "$ref" in schema:
        return example_of(definitions[schema["$ref"].rsplit("/", 1)[-1]], definitions)
    for given in ("examples", "enum"):
        if given in schema:
            return schema[given][0]
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("anyOf") or schema.get("oneOf"):
        return example_of(choices[0], definitions)
    return _of_type(schema, definitions)


def _of_type(schema: SCHEMA, definitions: SCHEMA) -> Any:
    match schema.get("type"):
        case "object":
            fields: SCHEMA = schema.get("properties", {})
            return {name: example_of(each, definitions) for name, each in fields.items()}
        case "array":
            return [example_of(schema["items"], definitions)]
        case kind:
            return SAMPLES[kind] if kind else {}
