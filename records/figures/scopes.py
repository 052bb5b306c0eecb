"""Of what figures are: nation, province, centre, agency or unit; and what they break down by."""

import re
from dataclasses import dataclass
from enum import StrEnum


class ScopeKind(StrEnum):
    """What a scope is."""

    NATION = "nation"
    PROVINCE = "province"
    CENTRE = "centre"
    AGENCY = "agency"
    UNIT = "unit"


class Dimension(StrEnum):
    """What the figures of a scope can be broken down by."""

    CLASS = "class"
    CATEGORY = "category"
    CHANNEL = "channel"


ALL = "all"
"""The dimension of figures that are not broken down; their value is empty."""
NOWHERE = "-"
"""The province of reports whose reporter named none."""
CODE = re.compile(r"nation|centre|province:[^/:\s]+|agency:[^/:\s]+|unit:[^/:\s]+/[^/:\s]+")


class UnknownScope(ValueError):
    """A code that is none of a scope's."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose figures. A province has the reports about it, whoever holds them. The centre has what no agency
    holds, an agency what it holds or was the last to hold, and a unit the same."""

    kind: ScopeKind
    province: str | None = None
    agency: str | None = None
    unit: str | None = None

    @property
    def code(self) -> str:
        """The scope as text: `nation`, `centre`, `province:ID-AC`, `agency:kemenkes` or
        `unit:kemenkes/layanan`."""
        match self.kind:
            case ScopeKind.PROVINCE:
                return f"province:{self.province}"
            case ScopeKind.AGENCY:
                return f"agency:{self.agency}"
            case ScopeKind.UNIT:
                return f"unit:{self.agency}/{self.unit}"
        return self.kind.value


NATION = Scope(ScopeKind.NATION)
CENTRE = Scope(ScopeKind.CENTRE)


def province_scope(code: str) -> Scope:
    """The reports about a province; of NOWHERE, those that name none."""
    return Scope(ScopeKind.PROVINCE, province=code)


def agency_scope(agency: str) -> Scope:
    """An agency with its units."""
    return Scope(ScopeKind.AGENCY, agency=agency)


def unit_scope(agency: str, unit: str) -> Scope:
    """A unit of an agency."""
    return Scope(ScopeKind.UNIT, agency=agency, unit=unit)


def parse_scope(code: str) -> Scope:
    """The scope of a code. Raises UnknownScope if it is none's."""
    if not CODE.fullmatch(code):
        raise UnknownScope(code)
    kind, _, rest = code.partition(":")
    match ScopeKind(kind):
        case ScopeKind.PROVINCE:
            return province_scope(rest)
        case ScopeKind.AGENCY:
            return agency_scope(rest)
        case ScopeKind.UNIT:
            return unit_scope(*rest.split("/"))
        case plain:
            return Scope(plain)
