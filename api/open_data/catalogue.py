"""The catalogue of all sets as DCAT in JSON-LD, which CKAN and other portals harvest."""

from datetime import date
from typing import Any

from api.schemas.open_data import OpenData, OpenDataSet
from records.figures.periods import end_of_month
from texts.open_data import DESCRIPTION, TABLES, TITLE

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = {"csv": "text/csv", "json": "application/json"}
IANA = "https://www.iana.org/assignments/media-types/"


def describe_catalogue(told: OpenData, base: str, publisher: str) -> dict[str, Any]:
    """The newest version of each month as a dataset. `base` is what addresses begin with."""
    return {
        "@context": CONTEXT,
        "@id": f"{base}/data",
        "@type": "dcat:Catalog",
        "dct:title": _in_both(TITLE),
        "dct:description": _in_both(DESCRIPTION),
        "dct:publisher": _describe_publisher(publisher),
        "dct:license": {"@id": told["licence"]["url"]},
        "foaf:homepage": {"@id": f"{base}/data"},
        "dcat:dataset": [
            _describe_set(each, told, base, publisher) for each in told["items"] if each["newest"]
        ],
    }


def _describe_set(one: OpenDataSet, told: OpenData, base: str, publisher: str) -> dict[str, Any]:
    month = one["month"]
    first = date.fromisoformat(f"{month}-01")
    titles = [{**each, "@value": f"{each['@value']} ({month})"} for each in _in_both(TITLE)]
    return {
        "@id": f"{base}/data#{month}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"tuntas-{month}",
        "dct:title": titles,
        "dct:description": _in_both(DESCRIPTION),
        "dct:publisher": _describe_publisher(publisher),
        "dct:license": {"@id": told["licence"]["url"]},
        "dct:issued": {"@type": "xsd:dateTime", "@value": one["published_at"]},
        "dcat:version": str(one["version"]),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:date", "@value": first.isoformat()},
            "dcat:endDate": {"@type": "xsd:date", "@value": end_of_month(first).isoformat()},
        },
        "dcat:distribution": [
            {
                "@id": base + file["url"],
                "@type": "dcat:Distribution",
                "dct:title": _in_both(TABLES[file["name"].partition(".")[0]]),
                "dcat:downloadURL": {"@id": base + file["url"]},
                "dcat:mediaType": {"@id": IANA + MEDIA_TYPES[file["name"].rpartition(".")[2]]},
                "dct:license": {"@id": told["licence"]["url"]},
                "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file["bytes"])},
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file["sha256"]},
                },
            }
            for file in one["files"]
        ],
    }


def _describe_publisher(name: str) -> dict[str, Any]:
    return {"@type": "foaf:Organization", "foaf:name": name}


def _in_both(text: Any) -> list[dict[str, str]]:
    return [{"@language": language, "@value": text[language]} for language in ("id", "en")]
