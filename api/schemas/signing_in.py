"""Signing in."""

from typing import Annotated, Literal

from pydantic import Field

from fields.answer_fields import AgencyCode, Answer, TaskId, TrackingNumber, UnitCode
from workflows.procedure.model.enums import Role, Stage
from workflows.procedure.model.vacancy import VacancyReason


class Token(Answer):
    """A bearer token (OAuth2)."""

    access_token: Annotated[str, Field(examples=["eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.e30.c2lnbmF0dXJl"])]
    token_type: Literal["bearer"]
    expires_in: Annotated[int, Field(description="Seconds", examples=[28800])]
    role: Role
    must_change_password: Annotated[
        bool, Field(description="Whether the token opens nothing but `POST /v1/password`")
    ]


class VacatedTask(Answer):
    """An open task that nobody is left to do, and why."""

    id: TaskId
    tracking_number: TrackingNumber
    stage: Stage
    owner_role: Role
    agency: AgencyCode | None
    unit: UnitCode | None
    vacancy: VacancyReason


class Disabled(Answer):
    """An account that can do nothing more, and how many open tasks lost their last person by that."""

    username: Annotated[str, Field(examples=["penghubung.kemenkes.layanan"])]
    tasks: int
    vacated: list[VacatedTask]
    """The first 200 of these tasks."""
