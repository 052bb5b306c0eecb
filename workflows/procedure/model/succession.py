"""Succession: an act by which an agency or a unit is merged into another one, or abolished."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from workflows.procedure.model.submission import Profile


@dataclass(frozen=True, slots=True)
class Succession:
    """What an act says of the reports that `agency` holds. `number` is the act's.

    `successor` is the agency to which they go, with its settings and calendar; null is the centre. An act
    about units names the agency itself. `units` gives for units of `agency` the successor's unit, or null for
    none. In an act about units those that are not named stay as they are; else they have none. `unit_names`
    has the names of the successor's units.
    """

    number: str
    agency: str
    successor: Profile | None
    units: Mapping[str, str | None] = field(default_factory=dict)
    unit_names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_within_agency(self) -> bool:
        """Whether only units change, and the agency stays."""
        return self.successor is not None and self.successor.agency == self.agency
