"""A yearly form's content and changes, as pages show them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.pages.formats import Formats
from api.pages.language import Language
from api.schemas.yearly_forms import YearlyFormContent, YearlyFormVersion
from records.yearly_forms.content import FIELDS
from texts.formats import InBoth
from texts.yearly_forms import FIELDS as WORDINGS
from texts.yearly_forms import METHODS, PARTS, SCALES, SURVEY_INDEX


@dataclass(frozen=True, slots=True)
class Told:
    """What a field says, null where it says nothing; `href` where it is an address."""

    text: str | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field with its name."""

    name: InBoth
    told: Told


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form; `rows` is empty where there is no such thing, as for an agency without a decree."""

    name: InBoth
    rows: Sequence[FieldRow]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A field that changed."""

    name: InBoth
    before: Told
    after: Told


def list_sections(form: YearlyFormContent, survey_index: float | None, language: Language) -> list[Section]:
    """The parts of the form with what each says."""
    told: Mapping[str, Any] = dict(form)
    found = {part: list(_list_rows(part, told[part], language)) for part in PARTS}
    if survey_index is not None:
        found["survey"].append(FieldRow(SURVEY_INDEX.name, Told(Formats(language).number(survey_index))))
    return [Section(PARTS[part].name, rows) for part, rows in found.items()]


def _list_rows(part: str, told: Mapping[str, Any] | None, language: Language) -> Iterator[FieldRow]:
    for name in FIELDS if told is not None else ():
        if name.startswith(f"{part}.") and told is not None:
            value = told[name.removeprefix(f"{part}.")]
            yield FieldRow(WORDINGS[name].name, tell(name, value, language))


def list_changes(version: YearlyFormVersion, language: Language) -> list[ChangeRow]:
    """What the version changed, field by field."""
    return [
        ChangeRow(
            WORDINGS[each["field"]].name,
            tell(each["field"], each["before"], language),
            tell(each["field"], each["after"], language),
        )
        for each in version["changes"]
    ]


def tell(field: str, value: str | float | None, language: Language) -> Told:
    """A field's value as people read it."""
    formats = Formats(language)
    if value is None:
        return Told(None)
    if field.endswith(".url"):
        return Told(str(value), str(value))
    if field.endswith("_on"):
        return Told(formats.day(str(value)))
    if field == "survey.method":
        return Told(METHODS[str(value)][language])
    if field == "survey.scale":
        return Told(SCALES[int(value)][language])
    if field.endswith("_year") or isinstance(value, str):
        return Told(str(value))
    return Told(formats.number(value))
