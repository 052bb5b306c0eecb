"""Whether the process is alive and ready."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, with_config

from fields.answer_fields import Answer


class Alive(Answer):
    """The process answers."""

    status: Literal["ok"]
    version: Annotated[str, Field(examples=["0.2.0"])]
    commit: Annotated[str, Field(examples=["7d1be92"])] | None


@with_config(ConfigDict(extra="allow"))
class ReadyAlarm(Answer):
    """What somebody has to see to; some alarms have more fields."""

    code: Annotated[str, Field(examples=["year_not_settled"])]
    message: Annotated[str, Field(examples=["no national decree settles the working days of 2027 yet"])]


class Ready(Answer):
    """Whether all that the process needs is there."""

    ready: bool
    checks: Annotated[dict[str, str], Field(examples=[{"temporal": "ok", "sql": "ok", "worker": "ok"}])]
    """`ok` or what is wrong, by what was looked at."""
    alarms: list[ReadyAlarm]
