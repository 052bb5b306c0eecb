"""The fields of each kind of decision, read from its class in `decisions.py`: what a form needs to know."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from annotated_types import Ge, Le, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from workflows.procedure.model.decisions import ReporterDecision, StaffDecision
from workflows.procedure.model.inputs import Input, Length

BOUNDED = (
    Input.LINE, Input.TEXT, Input.EMAIL, Input.PHONE, Input.REFERENCES, Input.CODE, Input.REPORT,
    Input.NUMBER, Input.RATING,
)  # fmt: skip
"""What people write or count themselves, within bounds; the rest is chosen."""
Value = str | int | bool
"""What a field may be preset with."""


@dataclass(frozen=True, slots=True)
class DecisionField:
    """One field of a decision.

    `name` is as it is sent. `least` and `most` count characters (line, text, code), entries (references; each
    is a line of 1 to 200 characters) or are the bounds of the number itself; null where there is none.
    `earliest` and `latest` bound a date or an instant, both inclusive. `choices` are the codes to choose
    from, in their order; null where the choices are not the procedure's to know (agency, unit, officer) and
    where anything may be entered. `default` is what the field is preset with; null leaves it empty.
    """

    name: str
    input: Input
    required: bool
    least: int | None = None
    most: int | None = None
    earliest: date | datetime | None = None
    latest: date | datetime | None = None
    choices: tuple[str, ...] | None = None
    default: Value | None = None


def _fields_of(decision: type[BaseModel]) -> tuple[DecisionField, ...]:
    named = ((info.alias or name, info) for name, info in decision.model_fields.items() if name != "kind")
    return tuple(_describe_field(name, info) for name, info in named)


def _describe_field(name: str, info: FieldInfo) -> DecisionField:
    marks = list(_marks(info.annotation, info.metadata))
    choices = next((mark for mark in marks if isinstance(mark, type) and issubclass(mark, StrEnum)), None)
    input_ = next((mark for mark in marks if isinstance(mark, Input)), None) or _input_of(marks)
    least, most = _bounds(marks) if input_ in BOUNDED else (None, None)
    return DecisionField(
        name,
        input_,
        info.is_required(),
        0 if input_ is Input.REFERENCES else least,
        most,
        choices=tuple(choices) if choices else None,
        default=info.default if isinstance(info.default, str | int) else None,
    )


def _marks(annotation: Any, metadata: list[Any]) -> Iterator[Any]:
    """The types of an annotation with what is said of them; what is said of the whole comes first."""
    yield from metadata
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *said = get_args(annotation)
        unpacked = [each.metadata if isinstance(each, FieldInfo) else [each] for each in said]
        yield from _marks(inner, [mark for marks in unpacked for mark in marks])
    elif origin in (Union, UnionType):
        for each in get_args(annotation):
            yield from _marks(each, [])
    else:
        yield annotation


def _input_of(marks: list[Any]) -> Input:
    """The kind of input that a type tells by itself. Raises TypeError where none does."""
    for mark in marks:
        if mark is bool:
            return Input.FLAG
        if mark is int:
            return Input.NUMBER
        if isinstance(mark, type) and issubclass(mark, StrEnum):
            return Input.CHOICE
    raise TypeError("annotate the field with the Input that it takes")


def _bounds(marks: list[Any]) -> tuple[int | None, int | None]:
    least = most = None
    for mark in marks:
        match mark:
            case Length():
                least, most = mark.least, mark.most
            case MinLen():
                least = mark.min_length
            case MaxLen():
                most = mark.max_length
            case Ge():
                least = int(str(mark.ge))
            case Le():
                most = int(str(mark.le))
    return least, most


FIELDS: Mapping[str, tuple[DecisionField, ...]] = {
    each.model_fields["kind"].default: _fields_of(each)
    for each in (*get_args(StaffDecision), *get_args(ReporterDecision))
}
"""The fields of each kind of decision, whatever the state of a report."""
