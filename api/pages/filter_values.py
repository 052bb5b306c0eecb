"""The values of filters by name: those to choose from, and those of an address."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from api.reports.filters import SPANS
from api.services import Services
from records.reports.queries.task_filter import LEFT, NOBODY
from texts.categories import name_category
from texts.filters import (
    NO_LONGER_IN_OFFICE,
    NOBODY_NAMED,
    OVERDUE,
    POSTPONED,
    THE_CENTRE,
    describe_age,
    describe_due_within,
)
from texts.formats import InBoth, both, format_day, format_english_day
from texts.report_classes import NAMES as CLASSES
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.facts import Actor
from workflows.procedure.outputs import names
from workflows.procedure.rules.reading import watches_all

DUE_WITHIN = (0, 3, 7, 14)
"""Days to choose from; an address may ask for any number."""
LEVELS = ("1", "2", "3")
WITHOUT_TASK_OF_STAFF = {Stage.AWAITING_REPORTER, Stage.REPORTER_REPLY, Stage.MERGED, Stage.CLOSED}
CENTRES_ROLES = (Role.NATIONAL_ADMIN, Role.SUPERVISOR)
AGENCYS_ROLES = (Role.LIAISON_OFFICER, Role.AGENCY_ADMIN, Role.SUPERVISOR)
"""Who has tasks."""
DAYS = [f"{span}_{bound}" for span in SPANS for bound in ("from", "to")]
"""Filters that take a day."""
Choices = list[tuple[str, InBoth]]


def _capital(indonesian: str, english: str) -> InBoth:
    return both(indonesian[:1].upper() + indonesian[1:], english[:1].upper() + english[1:])


def _same(text: str) -> InBoth:
    return both(text, text)


@dataclass(frozen=True, slots=True)
class Names:
    """What values of filters are called, for a reader."""

    services: Services
    actor: Actor

    def list_choices(self, name: str, *, is_of_tasks: bool) -> Choices:
        """What the reader can choose of a filter."""
        codes = self._list_codes(name)
        if name == "stage" and is_of_tasks:
            codes = [code for code in codes if code not in WITHOUT_TASK_OF_STAFF]
        if name == "agency" and is_of_tasks:
            codes = [NOBODY, *codes]
        if name == "unit":
            agency = self.actor.agency
            units = self.services.directory.units(agency) if agency else []
            return [(unit.code, _same(unit.name)) for unit in units]
        return [(code, self.name_value(name, code)) for code in codes]

    def _list_codes(self, name: str) -> list[str]:
        match name:
            case "stage":
                return list(Stage)
            case "category":
                return list(self.services.policy.categories)
            case "class":
                return list(CLASSES)
            case "agency":
                return [each.code for each in self.services.directory.agencies()]
            case "role":
                return list(CENTRES_ROLES if self.actor.agency is None else AGENCYS_ROLES)
            case "officer":
                return [NOBODY, LEFT, *self._list_officers()]
            case "escalation_level":
                return list(LEVELS)
            case "overdue":
                return list(OVERDUE)
            case "postponed":
                return list(POSTPONED)
        return [str(days) for days in DUE_WITHIN]

    def _list_officers(self) -> list[str]:
        agency, directory = self.actor.agency, self.services.directory
        roles = CENTRES_ROLES if agency is None else AGENCYS_ROLES
        return [account.id for role in roles for account in directory.officers(role, agency)]

    def name_value(self, name: str, value: str) -> InBoth:
        """What a value is called; one that there is not is called by its code."""
        named = self._naming().get(name)
        return named(value) if named else _same(value)

    def _naming(self) -> Mapping[str, Callable[[str], InBoth]]:
        return {
            "stage": lambda code: _capital(
                names.STAGES.get(code, code), names.STAGES_IN_ENGLISH.get(code, code)
            ),
            "class": lambda code: {str(each): text for each, text in CLASSES.items()}.get(code, _same(code)),
            "category": name_category,
            "agency": self._name_agency,
            "unit": self._name_unit,
            "role": lambda code: _capital(names.ROLES.get(code, code), _plain_english(code)),
            "officer": self._name_officer,
            "task_done_by": self._name_officer,
            "age_from": lambda days: describe_age(int(days), "from") if days.isdecimal() else _same(days),
            "age_to": lambda days: describe_age(int(days), "to") if days.isdecimal() else _same(days),
            "overdue": lambda code: OVERDUE.get(code, _same(code)),
            "postponed": lambda code: POSTPONED.get(code, _same(code)),
            **dict.fromkeys(DAYS, _name_day),
            "due_within": lambda days: describe_due_within(int(days)) if days.isdecimal() else _same(days),
        }

    def _name_agency(self, code: str) -> InBoth:
        return THE_CENTRE if code == NOBODY else _same(self.services.directory.agency_name(code) or code)

    def _name_unit(self, code: str) -> InBoth:
        """An agency's own by its name; at the centre by its code, which several agencies may have."""
        return _same(self.services.directory.unit_name(self.actor.agency, code) or code)

    def _name_officer(self, id_: str) -> InBoth:
        if id_ == NOBODY:
            return NOBODY_NAMED
        if id_ == LEFT:
            return NO_LONGER_IN_OFFICE
        account = self.services.directory.account(id_)
        is_known = account and (account.agency == self.actor.agency or watches_all(self.actor))
        return _same(account.name if account and is_known else id_)


def _name_day(written: str) -> InBoth:
    """The day in full; what is none, as it was written."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return _same(written)
    return both(format_day(day), format_english_day(day))


def _plain_english(role: str) -> str:
    return names.ROLES_IN_ENGLISH.get(role, role).removeprefix("the ")
