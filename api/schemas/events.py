"""What an event stream says."""

from typing import Annotated, TypedDict

from pydantic import Field


class Look(TypedDict):
    """Something changed: look again. `reports` have new facts or tasks. `presence`: somebody else began or
    stopped to work on the report. `missed`: more may have changed than is named."""

    reports: Annotated[list[str], Field(examples=[["8KD2-TJZP-XGEP-D"]])]
    presence: bool
    missed: bool
