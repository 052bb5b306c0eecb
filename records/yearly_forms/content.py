"""What a yearly form holds, and the rules for each field.

Sources: the decree that sets up the team (SK tim pengelola) is what PANRB's provincial evaluations ask for
("keterhubungan", 2020); the action plan (rencana aksi), with the written procedure and the training of staff
that its guideline names, was asked of every agency in 2021; a satisfaction survey at least once a year is
PermenPANRB 14/2017, article 1. `docs/integrators.md` has the addresses.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from fields.errors import WrittenDay
from fields.web_addresses import web_address
from fields.written import InOneLine, Written

FIRST_YEAR = 2013
"""The year of Perpres 76/2013, on which the national system rests."""
LAST_YEAR = 2200
LONGEST_REMARKS = 2000
LONGEST_NUMBER = 100


def _in_hundredths(value: float) -> float:
    if round(value, 2) != value:
        raise ValueError("must have two decimals at most")
    return value


Number = Annotated[str, Field(min_length=1, max_length=LONGEST_NUMBER), InOneLine]
Address = Annotated[str, Field(min_length=1), AfterValidator(web_address), InOneLine]
SomeYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR, strict=True)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class TeamDecree(_Part):
    """The decree that set up the agency's complaint-handling team (SK tim pengelola)."""

    number: Number
    signed_on: Annotated[date, Field(ge=date(1945, 8, 17)), WrittenDay]
    url: Address | None = None


class ActionPlan(_Part):
    """The agency's action plan (rencana aksi), for one year or several; where it is published, if it is."""

    first_year: SomeYear
    last_year: SomeYear
    url: Address | None = None

    @field_validator("last_year")
    @classmethod
    def _not_before_the_first(cls, last: int, info: ValidationInfo) -> int:
        first = info.data.get("first_year")
        if first is not None and last < first:
            raise ValueError(f"must not be less than {first}")
        return last


class Procedure(_Part):
    """The agency's written procedure for reports (SOP)."""

    number: Number
    url: Address | None = None


class SurveyMethod(StrEnum):
    """How people were asked."""

    ELECTRONIC = "electronic"
    QUESTIONNAIRE = "questionnaire"
    INTERVIEW = "interview"
    TELEPHONE = "telephone"
    MIXED = "mixed"


SCALES: Mapping[int, tuple[int, float]] = {4: (1, 25.0), 5: (1, 20.0), 100: (0, 1.0)}
"""The lowest value of each scale, by its highest, and by what a value is multiplied to be of 100: as
PermenPANRB 14/2017 converts values of 1 to 4."""


class Survey(_Part):
    """The survey of satisfaction (SKM) with the agency's services: its index on a scale of 4, 5 or 100."""

    scale: Literal[4, 5, 100]
    value: Annotated[float, Field(ge=0, le=100, strict=True), AfterValidator(_in_hundredths)]
    respondents: Annotated[int, Field(ge=1, le=100_000_000, strict=True)]
    ended_on: Annotated[date, WrittenDay]
    method: SurveyMethod
    url: Address | None = None

    @field_validator("value")
    @classmethod
    def _within_the_scale(cls, value: float, info: ValidationInfo) -> float:
        scale = info.data.get("scale")
        if scale is None:
            return value
        if value < SCALES[scale][0]:
            raise ValueError(f"must not be less than {SCALES[scale][0]}")
        if value > scale:
            raise ValueError(f"must not be more than {scale}")
        return value

    @property
    def index(self) -> float:
        """The value on a scale of 100, to two decimals."""
        return round(self.value * SCALES[self.scale][1], 2)


class FormContent(_Part):
    """What a form says. Null says that there is none; each of these has to be told."""

    team_decree: TeamDecree | None
    action_plan: ActionPlan | None
    procedure: Procedure | None
    trained: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    survey: Survey | None
    remarks: Annotated[str, Field(min_length=1, max_length=LONGEST_REMARKS), Written] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A field, by its dotted name, and what it said before and after; null where it said nothing."""

    field: str
    before: str | int | float | None
    after: str | int | float | None


def find_day_errors(content: FormContent, year: int, today: date) -> Iterator[tuple[str, str]]:
    """What days and years of a form for `year` contradict it, or are after `today`: field and message."""
    if content.team_decree is not None and content.team_decree.signed_on > today:
        yield "team_decree.signed_on", "must not be in the future"
    if content.action_plan is not None:
        if content.action_plan.first_year > year:
            yield "action_plan.first_year", f"must not be more than {year}"
        if content.action_plan.last_year < year:
            yield "action_plan.last_year", f"must not be less than {year}"
    if content.survey is not None:
        if content.survey.ended_on > today:
            yield "survey.ended_on", "must not be in the future"
        elif content.survey.ended_on.year != year:
            yield "survey.ended_on", f"must be within the year {year}"


def list_changes(before: FormContent | None, after: FormContent) -> list[Change]:
    """Which fields say something else than before, in the order of the form."""
    old, new = (dict(_flatten(each)) if each is not None else {} for each in (before, after))
    return [Change(name, old.get(name), new.get(name)) for name in FIELDS if old.get(name) != new.get(name)]


def _flatten(content: FormContent) -> Iterator[tuple[str, Any]]:
    for name, value in content.model_dump(mode="json").items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", told) for inner, told in value.items())
        else:
            yield name, value


_PARTS: Mapping[str, type[_Part]] = {
    "team_decree": TeamDecree,
    "action_plan": ActionPlan,
    "procedure": Procedure,
    "survey": Survey,
}
FIELDS = tuple(
    dotted
    for name in FormContent.model_fields
    for dotted in ([f"{name}.{each}" for each in _PARTS[name].model_fields] if name in _PARTS else [name])
)
"""The dotted names of all that a form may say."""
