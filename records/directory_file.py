"""The directory as a CSV file: one line an agency, a unit or an account; what a line must and may say."""

import csv
import io
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

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
from workflows.procedure.decisions import Code

COLUMNS = ("type", "agency", "unit", "username", "name", "role", "region", "approval", "email", "active")
NATIONAL_ROLES = ("national_admin", "auditor")


class LineError(Exception):
    """What is wrong with one line of the file, counted from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class DirectoryErrors(Exception):
    """Everything that is wrong with a file; nothing of it was loaded."""

    def __init__(self, errors: list[LineError]) -> None:
        self.errors = sorted(errors, key=lambda each: each.line)
        super().__init__("\n".join(str(each) for each in self.errors))


def _yes_or_no(value: Any) -> Any:
    return {"ya": True, "tidak": False}.get(value.lower(), value) if isinstance(value, str) else value


def _known_region(code: str) -> str:
    if code not in REGIONS:
        raise ValueError("is neither ID nor the ISO 3166-2 code of a province")
    return code


YesNo = Annotated[bool, BeforeValidator(_yes_or_no)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(line_of_text)]
Email = Annotated[str, AfterValidator(address)]
Role = Literal["national_admin", "agency_admin", "liaison_officer", "supervisor", "auditor"]


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
    """The file's lines with their numbers. Commas or semicolons part the cells; blank ones say nothing.

    Raises DirectoryErrors with everything that is wrong with any line by itself, or said twice.
    """
    lines: list[tuple[int, Line]] = []
    errors: list[LineError] = []
    for number, cells in _cells(text.removeprefix("\ufeff")):
        try:
            lines.append((number, LINE.validate_python(cells)))
        except ValidationError as error:
            errors.extend(LineError(number, _worded(each)) for each in error.errors())
    errors.extend(_said_twice(lines))
    if errors:
        raise DirectoryErrors(errors)
    return lines


def key_of(line: Line) -> tuple[str, ...]:
    """What makes two lines speak of the same thing."""
    if isinstance(line, AgencyLine):
        return ("agency", line.agency)
    return ("unit", line.agency, line.unit) if isinstance(line, UnitLine) else ("account", line.username)


def _cells(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    first = text.split("\n", 1)[0]
    # Not `splitlines`: a cell may hold what that takes for the end of a line, such as U+2028.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    header = [cell.strip().lower() for cell in next(reader, [])]
    if wrong := [cell for cell in header if cell not in COLUMNS] or (
        [] if "type" in header else ["type missing"]
    ):
        raise DirectoryErrors([LineError(1, f"columns are {', '.join(COLUMNS)}; not: {', '.join(wrong)}")])
    for row in reader:
        if len(row) > len(header):
            raise DirectoryErrors([LineError(reader.line_num, "more cells than columns")])
        filled = {name: cell.strip() for name, cell in zip(header, row, strict=False) if cell.strip()}
        if filled:
            yield reader.line_num, filled


def _said_twice(lines: list[tuple[int, Line]]) -> Iterator[LineError]:
    seen: dict[tuple[str, ...], int] = {}
    for number, line in lines:
        if (before := seen.setdefault(key_of(line), number)) != number:
            yield LineError(number, f"{' '.join(key_of(line))} is already on line {before}")


def _worded(error: Any) -> str:
    """One of pydantic's errors, with the column it is about; never the cell, which may be personal."""
    column = next((part for part in reversed(error["loc"]) if part in COLUMNS), None)
    message = error["msg"].removeprefix("Value error, ")
    return f"{column}: {message}" if column else message
