"""What has to exist for each decision, fact kind, clock, page, problem code, route file and migration.

These tests lead through the checklists of CONTRIBUTING.md: a part that was forgotten is named here.
"""

import importlib
import re
from pathlib import Path
from typing import get_args

import pytest
from fastapi.routing import APIRoute

from api.main import PAGES, ROUTERS
from api.reports.parse_decision import STAND_INS
from tests.procedure.build import DEFAULTS
from texts.explanations import LANGUAGES
from texts.problems import TEXTS
from texts.refusals import NOT_OFFERED, REFUSALS
from texts.timeline import WORDS
from workflows.procedure.fold.apply import STEPS
from workflows.procedure.fold.transitions import DECISION_OF
from workflows.procedure.model.decisions import ReporterDecision, StaffDecision
from workflows.procedure.model.enums import ClockName, FactKind, ReportClass, Stage
from workflows.procedure.model.policy import load_policy
from workflows.procedure.outputs.names import CLOCKS, CLOCKS_IN_ENGLISH, STAGES, STAGES_IN_ENGLISH
from workflows.procedure.rules import authority
from workflows.procedure.rules.decide import RULES
from workflows.procedure.time.clocks import STAFF_CLOCKS
from workflows.procedure.time.schedule import CLOSES_AS

ROOT = Path(__file__).parents[2]
KINDS = sorted(
    each.model_fields["kind"].default for each in (*get_args(StaffDecision), *get_args(ReporterDecision))
)
STARTS_THE_CASE = {FactKind.SUBMITTED}
CHANGE_NOTHING = {
    FactKind.MERGE_REFUSED,
    FactKind.APPROVED,
    FactKind.WITHDRAWN,
    FactKind.NUDGED,
    FactKind.IDENTITY_OPENED,
    FactKind.NOTED,
    FactKind.DECISION_REFUSED,
}
"""Facts that leave the case as it is: another fact follows that changes it, or none needs to."""
NOT_FOR_THE_REPORTER = {
    FactKind.MERGE_REFUSED,
    FactKind.APPROVED,
    FactKind.REASSIGNED,
    FactKind.NUDGED,
    FactKind.QUESTION_ALLOWED,
    FactKind.CALENDAR_CHANGED,
    FactKind.POLICY_CHANGED,
    FactKind.VACANCY_FOUND,
    FactKind.NOTED,
    FactKind.DECISION_REFUSED,
}
"""Facts that the reporter's timeline leaves out: they are internal."""
WITHOUT_ROUTER_LIST = {"health", "documentation"}
"""Route files that are included with other error answers."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_decision_has_authority_rule_example_and_documentation(kind: str) -> None:
    given = (
        authority.OWNER_DECISIONS,
        authority.SUPERVISOR_DECISIONS,
        authority.CENTRE_DECISIONS,
        authority.HOLDERS_STAFF_DECISIONS,
        authority.REPORTER_ANYTIME,
        authority.TASKLESS_STAFF,
    )
    somebody = {each for table in given for kinds in table.values() for each in kinds}
    assert kind in somebody | {"open_identity"}, "rules/authority.py gives it to nobody"
    assert kind in RULES, "rules/decide.py has no rule for it"
    assert kind in STAND_INS, "api/reports/parse_decision.py has no smallest example"
    assert kind in DEFAULTS, "tests/procedure/build.py has no example"
    guide = (ROOT / "docs" / "integrators.md").read_text(encoding="utf-8")
    assert f"`{kind}" in guide.split("### Decisions")[1].split("\n## ")[0], "docs/integrators.md lacks it"


def test_nothing_is_listed_that_is_no_decision() -> None:
    assert set(KINDS) == set(RULES) == set(STAND_INS) == set(DEFAULTS)
    assert set(DECISION_OF.values()) <= set(KINDS)


@pytest.mark.parametrize("kind", FactKind)
def test_a_fact_kind_is_folded_and_told_or_said_not_to_be(kind: FactKind) -> None:
    unfolded = CHANGE_NOTHING | STARTS_THE_CASE
    assert (kind in STEPS) is (kind not in unfolded), "a step of the fold, or CHANGE_NOTHING"
    assert (kind in WORDS) is (kind not in NOT_FOR_THE_REPORTER), "texts/timeline.py, or NOT_FOR_THE_REPORTER"


@pytest.mark.parametrize("clock", ClockName)
def test_a_clock_has_names_a_budget_in_every_policy_and_an_end(clock: ClockName) -> None:
    assert CLOCKS[clock]
    assert CLOCKS_IN_ENGLISH[clock]
    assert all(clock in phrases.clocks for phrases in LANGUAGES.values())
    for name in ("default", "drill"):
        assert load_policy(name).budget(clock, ReportClass.COMPLAINT, supervisory=False).budget > 0
    ends = (clock in STAFF_CLOCKS, clock in CLOSES_AS, clock is ClockName.REOPENING)
    assert sum(ends) == 1, "it lapses and escalates, or closes the report, or ends the reopening window"


def test_a_stage_has_names_and_tells_who_may_decide_in_it() -> None:
    for table in (STAGES, STAGES_IN_ENGLISH, authority.OWNER_DECISIONS, authority.REPORTER_ANYTIME):
        assert set(table) == set(Stage)


def test_every_text_of_a_problem_is_of_a_code_that_is_answered() -> None:
    rooms = (ROOT / room for room in ("api", "calendars", "evidence", "records", "workflows"))
    source = "".join(file.read_text(encoding="utf-8") for room in rooms for file in room.rglob("*.py"))
    answered = {code for code in TEXTS if f'"{code}"' in source}
    assert set(TEXTS) - answered == set()
    assert set(NOT_OFFERED) <= set(REFUSALS), "what is not offered would be refused"


def test_every_route_file_is_served() -> None:
    files = {file.stem for file in (ROOT / "api" / "routes").glob("*.py")} - {"__init__"}
    served = {
        name
        for name in files - WITHOUT_ROUTER_LIST
        if any(importlib.import_module(f"api.routes.{name}").router is router for router in ROUTERS)
    }
    assert served == files - WITHOUT_ROUTER_LIST
    assert len(ROUTERS) == len(served)


def test_migrations_follow_one_another_without_a_gap() -> None:
    folder = ROOT / "records" / "migrations" / "versions"
    texts = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("v*.py"))]
    numbers = [
        re.findall(r'^(?:down_)?revision(?:: [^=]+)? = "?(\w+)"?', text, re.MULTILINE) for text in texts
    ]
    assert len(numbers) >= 18
    expected = [
        [f"{number:04}", f"{number - 1:04}" if number > 1 else "None"] for number in range(1, len(texts) + 1)
    ]
    assert numbers == expected


PAGES_FOLDER = ROOT / "api" / "pages"


def test_every_template_is_shown_by_a_page_and_every_page_file_is_listed() -> None:
    code = "".join(file.read_text("utf-8") for file in PAGES_FOLDER.rglob("*.py"))
    templates = PAGES_FOLDER / "templates"
    used = code + "".join(file.read_text("utf-8") for file in templates.rglob("*.html"))
    for template in templates.rglob("*.html"):
        name = template.relative_to(templates).as_posix()
        is_step = name.startswith("report_steps/")  # included by the name of the step
        assert is_step or f'"{name}"' in used, name
    listed = {
        str(route.endpoint.__module__)
        for router in PAGES
        for route in router.routes
        if isinstance(route, APIRoute)
    }
    files = {
        ".".join(("api", "pages", *file.relative_to(PAGES_FOLDER).with_suffix("").parts))
        for file in PAGES_FOLDER.rglob("*.py")
        if "APIRouter(" in file.read_text("utf-8")
    }
    assert listed == files
