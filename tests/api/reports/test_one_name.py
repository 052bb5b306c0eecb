"""One clock, role or stage has one name, whichever text speaks of it."""

import ast
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

from api.services import Services
from records.database import Pool, rows
from records.directory.in_memory import Directory
from tests.activities.delivery.story import plays, told
from tests.api.people import REASON, People, Report
from texts.explanations import ENGLISH, INDONESIAN
from texts.letters import Details, text_for
from texts.timeline import text_of
from workflows.procedure.model.enums import ClockName, FactKind, Role, Stage
from workflows.procedure.outputs import names

ROOT = Path(__file__).parents[3]
ROOMS = (
    "activities",
    "api",
    "calendars",
    "commands",
    "evidence",
    "fields",
    "records",
    "runtime",
    "texts",
    "workflows",
)
CODES: tuple[type[StrEnum], ...] = (ClockName, Role, Stage)
LETTERS = "select template, data, recipient from messages where report = %s and template = 'extended'"


async def letters(pool: Pool, report: Report) -> list[str]:
    """What those are written who are told of an extension."""
    found: list[str] = []
    for row in await rows(pool, LETTERS, [report.number]):
        details = Details.of(report.number, row["data"], None, None)
        found.append(
            text_for(row["template"], details, to_reporter=row["recipient"] == "reporter").paragraphs[0]
        )
    return found


async def test_an_extended_clock_is_called_the_same_in_timeline_letters_and_explanation(
    services: Services, people: People
) -> None:
    report = await people.submit()
    assert (await report.forward()).status_code == 200
    extended = await report.decide("admin.kemenkes", "extend", clock="disposition", days=2, reason=REASON)
    assert extended.status_code == 200, extended.text
    named = names.CLOCKS["disposition"]
    timeline = [line["text"] for line in (await report.track()).json()["timeline"]]
    assert timeline[-1].startswith(f"Tenggat {named} diperpanjang sampai ")
    written = await letters(services.pool, report)
    assert written
    assert all(f"Tenggat {named} " in each for each in written), written
    explained = (await report.get("auditor", "/clocks/disposition/explanation")).json()
    assert explained["summary"]["id"].startswith(f"Tenggat {named} adalah ")
    assert explained["summary"]["en"].startswith(f"The time for {names.CLOCKS_IN_ENGLISH['disposition']} is ")


def test_every_letter_and_every_line_of_the_timeline_takes_the_name_of_its_clock_from_one_table() -> None:
    spoken: set[str] = set()
    for notice in told():
        details = Details.of(notice["report"], notice["data"], None, None)
        to_reporter = notice["audience"][0]["role"] == "reporter"
        text = " ".join(text_for(notice["template"], details, to_reporter=to_reporter).paragraphs)
        if details.clock and "enggat " in text:
            assert f"enggat {names.CLOCKS[notice['data']['clock']]} " in text, text
            spoken.add(notice["data"]["clock"])
    assert spoken >= {"verification", "disposition", "response", "settlement", "completion", "reply"}
    directory = Directory(None)  # type: ignore[arg-type]  # none of these names anybody
    for fact in (fact for play in plays() for fact in play.facts):
        if fact.kind in (FactKind.LAPSED, FactKind.EXTENDED, FactKind.DEADLINE_MOVED):
            line = text_of(fact, directory)
            assert line is not None
            assert line.startswith(f"Tenggat {names.CLOCKS[fact.data['clock']]} ")


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.__name__)
def test_no_other_module_has_a_table_of_names(code: type[StrEnum]) -> None:
    assert [found for path in _modules() for found in _tables(path, code)] == []


def test_every_code_has_its_names() -> None:
    assert set(names.CLOCKS) == set(names.CLOCKS_IN_ENGLISH) == set(ClockName)
    assert set(names.STAGES) == set(Stage)
    assert set(names.ROLES) == set(names.ROLES_IN_ENGLISH) == set(Role) - {Role.AUDITOR}, (
        "who decides nothing"
    )
    assert (INDONESIAN.clocks, ENGLISH.clocks) == (names.CLOCKS, names.CLOCKS_IN_ENGLISH)
    for table in (names.CLOCKS, names.STAGES, names.ROLES, names.CLOCKS_IN_ENGLISH, names.ROLES_IN_ENGLISH):
        assert len(set(table.values())) == len(table), "two codes of one name"


def _modules() -> Iterator[Path]:
    for room in ROOMS:
        yield from (path for path in (ROOT / room).rglob("*.py") if path.name != "names.py")


def _tables(path: Path, code: type[StrEnum]) -> Iterator[str]:
    """Where a module names three or more codes of a kind in words of its own."""
    codes = {each.value for each in code}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            worded = [key for key, value in zip(node.keys, node.values, strict=True) if _is_words(value)]
            named = {_code(key, code) for key in worded} & codes
            if len(named) > 2:
                yield f"{path.relative_to(ROOT)}:{node.lineno} names {sorted(named)}"


def _is_words(value: ast.expr) -> bool:
    """Whether it is a name to be read by people: words, and no other code or path."""
    is_text = isinstance(value, ast.Constant) and isinstance(value.value, str)
    return is_text and "_" not in ast.literal_eval(value)


def _code(key: ast.expr | None, code: type[StrEnum]) -> Any:
    if isinstance(key, ast.Attribute) and isinstance(key.value, ast.Name) and key.value.id == code.__name__:
        return getattr(code, key.attr).value
    return key.value if isinstance(key, ast.Constant) else None
