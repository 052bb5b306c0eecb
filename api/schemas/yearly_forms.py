"""Yearly forms of agencies."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from api.schemas.bodies import Body
from fields.answer_fields import AgencyCode, AgencyName, Answer, Day, Instant, PersonName
from fields.written import Written
from records.yearly_forms.content import FormContent, SurveyMethod

LONGEST_REASON = 500
Year = Annotated[int, Field(description="Which year the form is about", examples=[2026])]
Link = Annotated[
    str | None,
    Field(description="Where it is published; not checked by us", examples=["https://contoh.go.id/sk"]),
]


class FiledForm(Body):
    """A form as it shall be, upon `version`, which is the one that was read, or 0. After the closing day it
    needs a `reason`."""

    version: Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
    reason: Annotated[str, Field(min_length=10, max_length=LONGEST_REASON), Written] | None = None
    form: FormContent


class FormState(StrEnum):
    """Whether an agency's form for a year was filed. Agencies that have ended are not asked for one."""

    FILED = "filed"
    MISSING = "missing"
    NOT_ASKED = "not_asked"


class YearlyTeamDecree(Answer):
    """The decree that set up the agency's complaint-handling team (SK tim pengelola)."""

    number: Annotated[str, Field(examples=["065/118/2026"])]
    signed_on: Day
    url: Link


class YearlyActionPlan(Answer):
    """The agency's action plan (rencana aksi)."""

    first_year: Annotated[int, Field(examples=[2025])]
    last_year: Annotated[int, Field(examples=[2029])]
    url: Link


class YearlyProcedure(Answer):
    """The agency's written procedure for reports (SOP)."""

    number: Annotated[str, Field(examples=["SOP/12/2026"])]
    url: Link


class YearlySurvey(Answer):
    """The survey of satisfaction (SKM): its index is `value` on a scale whose highest is `scale`."""

    scale: Literal[4, 5, 100]
    value: Annotated[float, Field(examples=[3.42])]
    respondents: int
    ended_on: Day
    method: SurveyMethod
    url: Link


class YearlyFormContent(Answer):
    """What a form says; null says that there is none."""

    team_decree: YearlyTeamDecree | None
    action_plan: YearlyActionPlan | None
    procedure: YearlyProcedure | None
    trained: Annotated[int, Field(description="People of the team who were trained in the year")]
    survey: YearlySurvey | None
    remarks: str | None


SurveyIndex = Annotated[
    float | None, Field(description="The survey's index on a scale of 100", examples=[85.5])
]


class YearlyForm(Answer):
    """An agency's form for a year: its version in force, 0 with no `form` where none was filed. After the day
    `closes_on` a change needs a reason. `may_file` says whether it is yours to fill in."""

    agency: AgencyCode
    agency_name: AgencyName
    year: Year
    version: int
    closes_on: Day
    closed: bool
    may_file: bool
    form: YearlyFormContent | None
    survey_index: SurveyIndex
    reason: str | None
    written_by_name: PersonName | None
    written_at: Instant | None


class YearlyFormChange(Answer):
    """A field that says something else than in the version before."""

    field: Annotated[str, Field(examples=["survey.value"])]
    before: str | float | None
    after: str | float | None


class YearlyFormVersion(Answer):
    """What a form said, who wrote that and when, and what changed by it."""

    version: int
    form: YearlyFormContent
    reason: str | None
    written_by_name: PersonName | None
    written_at: Instant
    changes: list[YearlyFormChange]


class YearlyFormVersions(Answer):
    """All versions, the newest first."""

    items: list[YearlyFormVersion]


class YearlyFormOfAgency(Answer):
    """One agency's form for one year, as lists have it. `corrected`: it was changed after its closing day."""

    agency: AgencyCode
    agency_name: AgencyName
    year: Year
    state: FormState
    closes_on: Day
    version: int
    written_at: Instant | None
    corrected: bool
    form: YearlyFormContent | None
    survey_index: SurveyIndex


class YearlyFormsOfAgency(Answer):
    """An agency's years, the latest first."""

    agency: AgencyCode
    agency_name: AgencyName
    items: list[YearlyFormOfAgency]


class YearlyForms(Answer):
    """A year's forms, by agencies' names. Counts are of all agencies, whichever `state` was asked for."""

    year: Year
    closes_on: Day
    filed: int
    missing: int
    not_asked: int
    items: list[YearlyFormOfAgency]
