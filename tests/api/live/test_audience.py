"""Whom a change concerns: each role in each relation to the report, and nobody else."""

from dataclasses import dataclass, replace

import pytest

from api.live.audience import About, Topic, has_news, has_presence
from records.directory.accounts import Account
from records.reports.changes import Change
from workflows.procedure.model.enums import FactKind, Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.tasks import Owner
from workflows.procedure.rules.reading import Left, Reach

REPORT = "8KD2-TJZP-XGEP-D"
HEALTH, ACEH = "kemenkes", "pemprov-aceh"
PEOPLE = {
    "national": Actor(Role.NATIONAL_ADMIN, "u1"),
    "auditor": Actor(Role.AUDITOR, "u2"),
    "centre supervisor": Actor(Role.SUPERVISOR, "u3"),
    "admin": Actor(Role.AGENCY_ADMIN, "u4", HEALTH),
    "supervisor": Actor(Role.SUPERVISOR, "u5", HEALTH),
    "officer": Actor(Role.LIAISON_OFFICER, "u6", HEALTH, "layanan"),
    "colleague": Actor(Role.LIAISON_OFFICER, "u7", HEALTH, "layanan"),
    "other unit": Actor(Role.LIAISON_OFFICER, "u8", HEALTH, "umum"),
    "other agency": Actor(Role.AGENCY_ADMIN, "u9", ACEH),
    "reporter": Actor(Role.REPORTER, REPORT),
    "other reporter": Actor(Role.REPORTER, "Q105-N306-7S6P-X"),
}
CENTRE = {"national", "auditor", "centre supervisor"}
AT_HEALTH = {"admin", "supervisor", "officer", "colleague"}


@dataclass
class Accounts:
    """A directory in which `gone` are in office no more."""

    gone: frozenset[str] = frozenset()

    def account(self, id_: str) -> Account | None:
        actor = next((each for each in PEOPLE.values() if each.id == id_), None)
        if actor is None:
            return None
        return Account(id_, id_, id_, actor.role, actor.agency, actor.unit, None, False, None, None, False)

    def is_in_office(self, id_: str, _owner: Owner) -> bool:
        return id_ not in self.gone


UNIT = Owner(Role.LIAISON_OFFICER, HEALTH, "layanan")
AT_UNIT = Change(
    REPORT,
    0,
    Reach(REPORT, HEALTH, "layanan", {}),
    Reach(REPORT, HEALTH, None, {}),
    3,
    frozenset({FactKind.DISPOSED}),
    (Owner(Role.AGENCY_ADMIN, HEALTH), UNIT),
)
DECLINED = replace(
    AT_UNIT,
    reach=Reach(REPORT, None, None, {HEALTH: Left(3, None)}),
    kinds=frozenset({FactKind.DECLINED}),
    owners=(Owner(Role.AGENCY_ADMIN, HEALTH), Owner(Role.NATIONAL_ADMIN)),
)
LATER = replace(DECLINED, first=4, before=DECLINED.reach, kinds=frozenset({FactKind.FORWARDED}))
NOTE = replace(AT_UNIT, before=AT_UNIT.reach, kinds=frozenset({FactKind.NOTED}), owners=(UNIT,))
RECALLED = replace(AT_UNIT, reach=Reach(REPORT, None, None, {}), before=AT_UNIT.reach)


def told(topic: Topic, change: Change, accounts: Accounts = Accounts()) -> set[str]:  # noqa: B008  # never changed
    return {name for name, actor in PEOPLE.items() if has_news(topic, actor, change, accounts)}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (AT_UNIT, CENTRE | AT_HEALTH | {"reporter"}),
        (DECLINED, CENTRE | {"admin", "supervisor", "reporter"}),
        (LATER, CENTRE | {"reporter"}),
        (RECALLED, CENTRE | AT_HEALTH | {"reporter"}),
        (NOTE, CENTRE | AT_HEALTH),
        (replace(AT_UNIT, first=None), set()),
    ],
)
def test_only_those_who_may_read_the_new_facts_learn_of_a_report(change: Change, expected: set[str]) -> None:
    assert told(Topic(About.REPORTS), change) == expected
    assert told(Topic(About.REPORT, REPORT), change) == expected
    assert told(Topic(About.REPORT, "Q105-N306-7S6P-X"), change) == set()


def test_a_worklist_changes_for_those_whose_tasks_change() -> None:
    assert told(Topic(About.TASKS), AT_UNIT) == {"admin", "officer", "colleague"}
    assert told(Topic(About.TASKS), DECLINED) == {"admin", "national"}
    assert told(Topic(About.TASKS), NOTE) == set(), "a note leaves the list as it is"
    assert told(Topic(About.TEAM), AT_UNIT) == {"supervisor"}
    assert told(Topic(About.TEAM), DECLINED) == {"supervisor", "centre supervisor"}


def test_a_named_officers_task_is_theirs_alone_while_they_are_in_office() -> None:
    named = replace(AT_UNIT, owners=(replace(UNIT, officer="u6"),))
    assert told(Topic(About.TASKS), named) == {"officer"}
    assert told(Topic(About.TASKS), named, Accounts(frozenset({"u6"}))) == {"officer", "colleague"}


def test_open_pages_are_told_to_the_same_office_and_claims_to_all_staff_who_read_the_report() -> None:
    topic, reach = Topic(About.REPORT, REPORT), AT_UNIT.reach

    def present(change: Change) -> set[str]:
        return {name for name, actor in PEOPLE.items() if has_presence(topic, actor, change, Accounts())}

    assert present(Change(REPORT, 0, reach, viewer="u6")) == {"colleague"}
    assert present(Change(REPORT, 0, reach, viewer="u1")) == set(), "another office's is nobody's business"
    assert present(Change(REPORT, 0, reach, is_claim=True)) == CENTRE | AT_HEALTH
    assert present(Change(REPORT, 0, DECLINED.reach, is_claim=True)) == CENTRE
    assert present(Change("Q105-N306-7S6P-X", 0, reach, is_claim=True)) == set()
