"""The descriptor of a set: `datapackage.json`, as Frictionless Data (Data Package 2.0) defines it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.exports.tables import CODEBOOK, Column
from api.open_data.tables import LIST
from records.open_data.stored_sets import digest_of
from texts.open_data import DESCRIPTION, LICENCES, TABLES, TITLE

SCHEMA = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_SCHEMA = "https://datapackage.org/profiles/2.0/dataresource.json"
TABLE_SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"


def describe_package(
    month: date, version: int, *, publisher: str, licence: str, reason: str | None, files: Mapping[str, str]
) -> str:
    """The descriptor of these CSV files, as JSON."""
    title, path = LICENCES[licence]
    package = {
        "$schema": SCHEMA,
        "name": f"tuntas-{month:%Y-%m}",
        "title": f"{TITLE['id']} ({month:%Y-%m})",
        "description": f"{DESCRIPTION['id']}\n\n{DESCRIPTION['en']}",
        "version": str(version),
        "licenses": [{"name": licence, "title": title, "path": path}],
        "contributors": [{"title": publisher, "roles": ["publisher"]}],
        "resources": [_describe_resource(name, text) for name, text in files.items()],
        **({"versionNotes": reason} if reason else {}),
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _describe_resource(name: str, text: str) -> dict[str, Any]:
    table = name.removesuffix(".csv")
    return {
        "$schema": RESOURCE_SCHEMA,
        "name": table,
        "title": TABLES[table]["id"],
        "path": name,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(text.encode()),
        "hash": f"sha256:{digest_of(text)}",
        "schema": _describe_codebook() if table == "codebook" else _describe_columns(LIST),
    }


def _describe_columns(columns: Sequence[Column]) -> dict[str, Any]:
    fields = [
        {
            "name": each.code,
            "title": each.name["id"],
            "description": each.definition["id"],
            "type": "number" if each.is_number else "yearmonth" if each.code == "month" else "string",
        }
        for each in columns
    ]
    return {"$schema": TABLE_SCHEMA, "fields": fields, "primaryKey": ["code"], "missingValues": [""]}


def _describe_codebook() -> dict[str, Any]:
    fields = [{"name": name, "type": "string"} for name in CODEBOOK]
    return {"$schema": TABLE_SCHEMA, "fields": fields, "primaryKey": ["column"]}
