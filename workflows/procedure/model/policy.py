"""The policy: every number of the procedure, as versioned and dated data.

Shipped policies are in `workflows/procedure/policies`: `default` (PermenPANRB 62/2018 as practised; its
successor 5/2025 may differ, hence data) and `drill`, the same procedure on seconds, for watching and testing.
"""

import json
from datetime import date, time
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflows.procedure.model.enums import ClockName, ReportClass, Unit

Told = Literal["owner", "supervisor", "national_admin", "reporter"]


class _Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Budget(_Document):
    """How much of what a clock may take."""

    budget: int
    unit: Unit


class Settlement(_Document):
    """The settlement budget by class; `supervisory` is for complaints that need an investigation."""

    information: int
    aspiration: int
    complaint: int
    supervisory: int
    unit: Unit


class Rung(_Document):
    """One step of a ladder. Level 0 is a reminder.

    `offset` counts from the due instant, in working days or, under a policy in seconds, in seconds;
    negative is before. In working days a rung after the lapse falls at the end of its day, a reminder at
    `at` local time of its day, and on a one-day clock at `one_day_at` of the due day itself.
    """

    level: int
    offset: int
    told: tuple[Told, ...]
    at: time | None = None
    one_day_at: time | None = None


class Limits(_Document):
    """What may be done how often, and how far."""

    declines: int
    questions: int
    questions_per_stage: int
    disputes: int
    approval_from_dispute: int
    reopenings: int
    remarks_per_day: int
    extension: int
    postponement: int


class Policy(_Document):
    """One policy. `name` and `version` are of one content, by which states and exports refer to it: another
    content has another version.

    `unit` says what ladders and postponements count in; `wake_up_spread` over how many seconds the reports
    that are due at one instant wake up, so that they don't starve people's decisions (facts carry their own
    instants all the same). `outage_grace` is for how many seconds a timer that fires late, after an outage,
    waits for decisions received before it; without one (policies before it had none, and are written as they
    were) it doesn't. `objection_frees` is whether a merged report whose reporter objects to that goes back to
    the centre where its original closes before anybody split it, rather than closing, too.
    """

    name: str
    version: str
    issued_on: date
    source: str
    unit: Unit
    categories: tuple[str, ...]
    verification: Budget
    disposition: Budget
    response: Budget
    settlement: Settlement
    completion: Budget
    reply: Budget
    reopening: Budget
    ladder: tuple[Rung, ...]
    reporter_ladder: tuple[Rung, ...]
    working_hours: tuple[time, time] | None
    wake_up_spread: int
    limits: Limits
    outage_grace: int = Field(default=0, ge=0, exclude_if=lambda seconds: seconds == 0)
    objection_frees: bool = Field(default=False, exclude_if=lambda frees: not frees)

    @model_validator(mode="after")
    def _ladders_rise(self) -> Self:
        for ladder in (self.ladder, self.reporter_ladder):
            if [rung.level for rung in ladder] != sorted({rung.level for rung in ladder}):
                raise ValueError("the levels of a ladder must rise")
            if [rung.offset for rung in ladder] != sorted(rung.offset for rung in ladder):
                raise ValueError("the offsets of a ladder must rise")
        return self

    @cached_property
    def in_seconds(self) -> bool:
        """Whether this policy runs on seconds instead of days."""
        return self.unit is Unit.SECONDS

    def budget(self, clock: ClockName, report_class: ReportClass, supervisory: bool) -> Budget:
        """The budget a new instance of `clock` begins with."""
        if clock is not ClockName.SETTLEMENT:
            budget: Budget = getattr(self, clock.value)
            return budget
        kind = "supervisory" if supervisory else report_class.value
        return Budget(budget=getattr(self.settlement, kind), unit=self.settlement.unit)

    def ladder_of(self, clock: ClockName) -> tuple[Rung, ...]:
        """The rungs of `clock`; closing acts are no rungs, and reopening has none."""
        if clock in (ClockName.COMPLETION, ClockName.REPLY):
            return self.reporter_ladder
        return () if clock is ClockName.REOPENING else self.ladder


class UnknownPolicy(ValueError):
    """No shipped policy has that name, and no file that path."""


def load_policy(name_or_path: str) -> Policy:
    """The shipped policy of that name, or the one in that JSON file.

    Raises UnknownPolicy, or pydantic's ValidationError saying which field is wrong.
    """
    shipped = resources.files("workflows.procedure").joinpath("policies", f"{name_or_path}.json")
    if shipped.is_file():
        return Policy.model_validate_json(shipped.read_text("utf-8"))
    path = Path(name_or_path)
    if not path.is_file():
        raise UnknownPolicy(f"no policy is named {name_or_path!r} and no such file exists")
    return Policy.model_validate(json.loads(path.read_text("utf-8")))
