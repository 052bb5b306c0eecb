"""Characters that only deceive or break are refused wherever people write, and nothing is repeated."""

import json

import pytest

from api.services import Services
from tests.api.authority_sample import ask, brought, fields, settled
from tests.api.people import FORM, People, Report
from tests.api.planted import FREE, LISTS, PLANTED, STANDING, traces, written

DECEIVING = ("\0", "\x1b[2J", "\x85", "\u202e", "\u2066", "\ud800")


@pytest.fixture(scope="module")
async def other(people: People, services: Services) -> Report:
    """An open report; everybody of the authority sample is there by then."""
    await settled(services)
    return await people.submit()


_BROUGHT: dict[str, Report] = {}


async def brought_once(people: People, situation: str, other: Report) -> Report:
    """A report in the situation, the same each time: nothing that is refused changes it."""
    if situation not in _BROUGHT:
        _BROUGHT[situation] = await brought(people, situation, other)
    return _BROUGHT[situation]


def spoilt(text: str | list[str], bad: str) -> str | list[str]:
    return [text[0] + bad] if isinstance(text, list) else text + bad


@pytest.mark.parametrize("kind", [kind for kind, names in FREE.items() if names])
async def test_characters_that_deceive_are_refused_in_every_decision(
    people: People, other: Report, kind: str
) -> None:
    cell = STANDING[kind]
    report = await brought_once(people, cell.situation, other)
    facts = (await report.get("auditor", source="live")).json()["facts"]
    for name, text in written(kind).items():
        for bad in DECEIVING:
            body = fields(kind, cell.situation, other, again=True) | {name: spoilt(text, bad)}
            refused = await ask(report, cell.situation, cell.who, body)
            assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
            field = f"decision.{name}" + (".0" if name in LISTS else "")
            assert [error["field"] for error in refused.json()["errors"]] == [field]
            assert not traces(refused.content)
    assert (await report.get("auditor", source="live")).json()["facts"] == facts


@pytest.mark.parametrize(
    "title", ["Lampu\nBcc: m@b.id", "=?utf-8?q?=0aBcc:_m@b.id?=", "\u3164\u200b", "a\u2028b"]
)
async def test_no_decision_gives_a_title_that_is_no_line(people: People, title: str) -> None:
    report = await people.submit()
    refused = await report.forward(title=title)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert [error["field"] for error in refused.json()["errors"]] == ["decision.title"]


async def test_no_decision_is_explained_by_what_nobody_sees(people: People) -> None:
    report = await people.submit()
    refused = await report.decide("pusat", "archive", reason="unclear", note="\u2800\u200b" * 10)
    assert [error["field"] for error in refused.json()["errors"]] == ["decision.note"]


@pytest.mark.parametrize("bad", DECEIVING)
async def test_characters_that_deceive_are_refused_in_every_field_of_a_report(
    people: People, bad: str
) -> None:
    for path in ("title", "text", "location.address", "reporter.name", "reporter.email", "reporter.phone"):
        outer, _, inner = path.partition(".")
        value = PLANTED[outer]
        changed = {**value, inner: value[inner] + bad} if inner else value + bad
        refused = await people.http.post("/v1/reports", content=json.dumps(FORM | PLANTED | {outer: changed}))
        assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
        assert [error["field"] for error in refused.json()["errors"]] == [path]
        assert not traces(refused.content)
