"""What the API offers, as tests ask for it and send it back."""

from typing import Any

from httpx import Response

from tests.api.people import TEXT, Report

TEXTS = {"line": "Judul", "text": TEXT, "code": "kode", "references": ["surat 1"], "report": "", "phone": ""}


async def offered(report: Report, who: str) -> dict[str, Any]:
    if who == "reporter":
        headers = {"Report-Pin": report.pin}
    else:
        headers = await report.people.headers(who)
    response = await report.http.get(f"{report.url}/decisions", headers=headers)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def filled_in(decision: dict[str, Any], **entered: Any) -> dict[str, Any]:
    """A form sent with each required field filled in by what the offer says."""
    fields = {}
    for field in decision["fields"]:
        if not field["required"] and field["name"] not in entered:
            continue
        if field["choices"]:
            value: Any = field["default"] or field["choices"][0]["value"]
        elif field["input"] == "flag":
            value = bool(field["default"])
        elif field["input"] in ("number", "rating"):
            value = field["least"]
        else:
            value = field["earliest"] or TEXTS[field["input"]]
        fields[field["name"]] = entered.get(field["name"], value)
    return {"task": decision["task"], "decision": {"kind": decision["kind"], **fields}}


async def send(report: Report, who: str, body: dict[str, Any], *, preview: bool) -> Response:
    params = {"preview": "true"} if preview else {}
    headers = {"Report-Pin": report.pin} if who == "reporter" else await report.people.headers(who)
    path = "replies" if who == "reporter" else "decisions"
    return await report.http.post(f"{report.url}/{path}", json=body, headers=headers, params=params)
