"""The directory as a CSV file: one line an agency, a unit or an account; what a line must and may say."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from calendars import REGIONS
from fields.addresses import address
from fields.text import line as line_of_text
from records.directory.csv_table import COLUMNS, DirectoryErrors, LineError, parse_rows
from workflows.procedure.model.decisions import Code

YES = frozenset({"ya", "ja", "y", "yes", "true", "t", "on", "1", "benar"})
NO = frozenset({"tidak", "n", "no", "false", "f", "off", "0", "salah"})
"""What stands for `ya` and `tidak`: what spreadsheets make of truths, and other ways to say so."""
CODES_ARE = "must be small letters, digits, dots, hyphens or underscores, and begin with a letter or digit"
TYPES_ARE = "must be agency, unit or account"
VOWELS = frozenset({"agency", "account"})
NATIONAL_ROLES = ("national_admin", "auditor", "operator")


def _yes_or_no(value: str | bool) -> bool:
    if isinstance(value, bool):  # of a program; a file has words
        return value
    if (said := value.lower()) not in YES | NO:
        raise ValueError("must be ya or tidak")
    return said in YES


def _known_region(code: str) -> str:
    if code not in REGIONS:
        raise ValueError("is neither ID nor the ISO 3166-2 code of a province")
    return code


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(line_of_text)]
Email = Annotated[str, AfterValidator(address)]
Role = Literal["national_admin", "agency_admin", "liaison_officer", "supervisor", "auditor", "operator"]


class _Line(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    active: YesNo | None = None  # null: as it is, and active if new

    @property
    def agency_meant(self) -> str | None:
        """The agency that must be there for this line."""
        return None

    @property
    def unit_meant(self) -> tuple[str, str] | None:
        """The unit that must be there for this line."""
        return None


class AgencyLine(_Line):
    """An agency. `approval`: its final answers need its supervisor's approval; null: as it is."""

    type: Literal["agency"]
    agency: Code
    region: Annotated[str, BeforeValidator(_known_region)]
    approval: YesNo | None = None


class UnitLine(_Line):
    """A unit of an agency."""

    type: Literal["unit"]
    agency: Code
    unit: Code

    @property
    def agency_meant(self) -> str | None:
        """See above."""
        return self.agency


class AccountLine(_Line):
    """An account. Officers name agency and unit, an agency's admins and supervisors the agency only."""

    type: Literal["account"]
    username: Code
    role: Role
    agency: Code | None = None
    unit: Code | None = None
    email: Email | None = None
    keeps_email: bool = True  # whether null leaves the address as it is; no column of a file

    @property
    def agency_meant(self) -> str | None:
        """See above."""
        return self.agency

    @property
    def unit_meant(self) -> tuple[str, str] | None:
        """See above."""
        return (self.agency, self.unit) if self.agency and self.unit else None

    @model_validator(mode="after")
    def _scope_fits_role(self) -> Self:
        if self.role in ("agency_admin", "liaison_officer") and self.agency is None:
            raise ValueError(f"{self.role} needs an agency")
        if self.role in NATIONAL_ROLES and self.agency is not None:
            raise ValueError(f"{self.role} has no agency")
        if (self.role == "liaison_officer") != (self.unit is not None):
            raise ValueError("a unit is named for a liaison_officer, and for nobody else")
        return self


Line = AgencyLine | UnitLine | AccountLine
LINE: TypeAdapter[Line] = TypeAdapter(Annotated[Line, Field(discriminator="type")])


def read_lines(text: str) -> list[tuple[int, Line]]:
    """The file's lines with their numbers; blank cells say nothing.

    Raises DirectoryErrors with everything that is wrong with any line by itself, or said twice.
    """
    lines: list[tuple[int, Line]] = []
    errors: list[LineError] = []
    for number, cells in parse_rows(text):
        try:
            lines.append((number, LINE.validate_python(cells)))
        except ValidationError as error:
            errors.extend(LineError(number, describe_error(each)) for each in error.errors())
    errors.extend(_said_twice(lines))
    if errors:
        raise DirectoryErrors(errors)
    return lines


def key_of(line: Line) -> tuple[str, ...]:
    """What makes two lines speak of the same thing."""
    if isinstance(line, AgencyLine):
        return ("agency", line.agency)
    return ("unit", line.agency, line.unit) if isinstance(line, UnitLine) else ("account", line.username)


def _said_twice(lines: list[tuple[int, Line]]) -> Iterator[LineError]:
    seen: dict[tuple[str, ...], int] = {}
    for number, line in lines:
        if (before := seen.setdefault(key_of(line), number)) != number:
            yield LineError(number, f"{' '.join(key_of(line))} is already on line {before}")


def describe_error(error: Any) -> str:
    """One of pydantic's errors in plain words, with the column it is about; never the cell, which may be
    personal."""
    column = next((part for part in reversed(error["loc"]) if part in COLUMNS), None)
    if error["type"].startswith("union_tag"):
        column = "type"
    kind, limits = error["loc"][0] if error["loc"] else "", error.get("ctx", {})
    message = {
        "missing": "is missing",
        "extra_forbidden": f"is not for {'an' if kind in VOWELS else 'a'} {kind}",
        "string_pattern_mismatch": CODES_ARE,
        "string_too_long": f"has more than {limits.get('max_length')} characters",
        "literal_error": f"must be one of {', '.join(get_args(Role))}",
        "union_tag_invalid": TYPES_ARE,
        "union_tag_not_found": TYPES_ARE,
    }.get(error["type"], error["msg"].removeprefix("Value error, "))
    return f"{column}: {message}" if column else message
