"""The one written form of an instant: UTC, microseconds, `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""

from datetime import UTC, datetime


def format_instant(instant: datetime) -> str:
    """The written form of an aware `instant`."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def format_given(instant: datetime | None) -> str | None:
    """The same; null for null."""
    return format_instant(instant) if instant is not None else None


def parse_instant(text: str) -> datetime:
    """The aware UTC datetime that `text`, in the written form, stands for. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
