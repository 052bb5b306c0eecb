"""A sample of the authority matrix over HTTP: who may decide what where, and not one fact more."""

from collections.abc import Mapping

import pytest

from api.services import Services
from tests.api.authority_sample import (
    SIZE,
    Cell,
    ask,
    brought,
    cells,
    fields,
    sample,
    settled,
    shown,
)
from tests.api.people import People, Report
from tests.procedure.authority_table import SITUATIONS
from tests.procedure.test_authority import STANDS, STATUS

SAMPLE = sample()
FACTS: Mapping[str, list[str]] = {
    "forward": ["forwarded"],
    "ask_reporter": ["reporter_asked"],
    "postpone": ["postponed"],
    "merge": ["merged"],
    "archive": ["archived", "closed"],
    "correct": ["corrected"],
    "dispose": ["disposed"],
    "respond": ["responded"],
    "decline": ["declined"],
    "return_to_agency": ["returned"],
    "approve": ["approved", "responded"],
    "revise": ["revised"],
    "extend": ["extended"],
    "nudge": ["nudged"],
    "allow_question": ["question_allowed"],
    "reassign": ["reassigned"],
    "split": ["split"],
    "open_identity": ["identity_opened"],
    "note": ["noted"],
    "complete": ["completed_by_reporter"],
    "confirm": ["confirmed", "closed"],
    "reply": ["replied"],
    "dispute": ["disputed"],
    "withdraw": ["withdrawn", "closed"],
    "remark": ["remarked"],
    "reopen": ["reopened"],
    "correct_contact": ["contact_corrected"],
}
"""What each decision that stands adds."""
OVER_HTTP = {"wrong_pin": 401, "unknown_task": 422, "holder_in_office": 422}
"""Statuses of further refusals."""


@pytest.fixture(scope="module")
async def other(people: People, services: Services) -> Report:
    """An open report to merge others into; second officers and an agency with approval are there by then."""
    await settled(services)
    return await people.submit()


async def answer(report: Report, cell: Cell, other: Report) -> str:
    """The code that the cell is answered with, or that the decision stands; and what it added is checked."""
    before = await many(report)
    decision = fields(cell.kind, cell.situation, other, again=True)
    response = await ask(report, cell.situation, cell.who, decision)
    if response.status_code == 200:
        assert response.json()["facts"] == before + len(FACTS[cell.kind])
        added = (await report.facts())[before:]
        assert [fact["kind"] for fact in added] == FACTS[cell.kind]
        return STANDS
    assert await many(report) == before
    told = response.json()
    assert response.headers["Content-Type"] == "application/problem+json"
    assert told["status"] == response.status_code == (STATUS | OVER_HTTP)[told["code"]]
    return str(told["code"])


async def many(report: Report) -> int:
    """How many facts the report itself has."""
    state = (await report.get("auditor", source="live")).json()
    facts: int = state["facts"]
    return facts


@pytest.mark.parametrize("situation", SITUATIONS)
async def test_the_sample_is_answered_as_the_table_says(
    people: People, other: Report, situation: str
) -> None:
    asked = sorted(
        (cell for cell in SAMPLE if cell.situation == situation), key=lambda cell: cell.told == STANDS
    )
    report = await brought(people, situation, other)
    for cell, before in zip(asked, (None, *asked), strict=False):
        if before is not None and before.told == STANDS:  # refusals, which come first, change nothing
            report = await brought(people, situation, other)
        # What is another reporter's in the table is here a PIN that does not fit.
        told = "wrong_pin" if cell.who == "other reporter" else cell.told
        assert await answer(report, cell, other) == told, cell


def test_the_sample_shows_every_outcome_of_every_situation_person_and_kind() -> None:
    assert len(set(SAMPLE)) == SIZE
    assert shown(*SAMPLE) == shown(*cells())
    assert {cell.kind for cell in SAMPLE if cell.told == STANDS} == set(FACTS)
