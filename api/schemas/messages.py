"""Messages sent and to be sent."""

from typing import Annotated, Any

from pydantic import Field

from fields.answer_fields import Answer, Instant, Page, TrackingNumber


class Message(Answer):
    """A message. `recipient` is an account's id or `reporter`. `report` and `fact` are null where it tells of
    several reports, as a morning's does."""

    id: int
    report: TrackingNumber | None
    fact: int | None
    recipient: Annotated[str, Field(examples=["reporter"])]
    channel: Annotated[str, Field(examples=["email"])]
    template: Annotated[str, Field(examples=["submitted"])]
    data: dict[str, Any]
    batch: str | None
    send_at: Instant
    sent_at: Instant | None
    attempts: int
    error: str | None


class Messages(Page):
    """Messages, the latest first."""

    items: list[Message]
