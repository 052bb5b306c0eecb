"""Answer templates."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from api.reports.filters import Code
from api.schemas.bodies import Body
from fields.answer_fields import Answer, Category, Instant, PersonName, UnitCode, UnitName
from fields.written import InOneLine, Written
from texts.answer_templates import VARIABLES, find_unknown_variables

LONGEST = 5000
OwnerName = Literal["private", "agency", "unit"]


def _checked_variables(text: str) -> str:
    if unknown := find_unknown_variables(text):
        raise ValueError(f"has no variable {{{unknown[0][:40]}}}")
    return text


TemplateText = Annotated[
    str, Field(min_length=1, max_length=LONGEST), AfterValidator(_checked_variables), Written
]
TemplateName = Annotated[str, Field(min_length=1, max_length=80), InOneLine]


class TemplateContent(Body):
    """What a template says: text with variables in braces, such as `{nomor}`. Without a category it fits
    every report."""

    name: TemplateName
    text: TemplateText
    category: Code | None = None


class NewTemplate(TemplateContent):
    """A template of one's own (`private`), or of the agency or one of its units."""

    owner: OwnerName = "private"
    unit: Code | None = None


class ChangedTemplate(TemplateContent):
    """The next version after `version`."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]


class AnswerTemplate(Answer):
    """One version of a template."""

    id: int
    version: int
    name: Annotated[str, Field(examples=["Sudah diperbaiki"])]
    text: Annotated[str, Field(examples=["Yth. {nama_pelapor}, laporan {nomor} sudah kami selesaikan."])]
    category: Category | None
    owner: OwnerName
    unit: UnitCode | None
    unit_name: UnitName | None
    written_by_name: PersonName | None
    written_at: Instant
    may_change: bool
    retired: bool
    """Nobody is offered it any more."""


class Variable(Answer):
    """What may stand in braces."""

    name: Annotated[str, Field(examples=list(VARIABLES)[:1])]
    id: str
    """What it stands for, in Indonesian."""
    en: str


class AnswerTemplates(Answer):
    """Those that you may use, your own first; and what may stand in braces."""

    items: list[AnswerTemplate]
    variables: list[Variable]


class AnswerTemplateVersions(Answer):
    """All versions, the newest first."""

    items: list[AnswerTemplate]


class FilledTemplate(Answer):
    """A template's text for one report, to be edited before it is sent."""

    id: int
    version: int
    name: str
    text: str
