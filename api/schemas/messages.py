"""Messages sent and to be sent."""

from typing import Annotated, Any

from pydantic import Field

from fields.answer_fields import Answer, Instant, Page, TrackingNumber


class Message(Answer):
    """A message. `recipient` is an account's id or `reporter`."""

    id: int
    report: TrackingNumber
    fact: int
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
