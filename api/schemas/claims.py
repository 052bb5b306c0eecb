"""Claims, and who has a report open."""

from fields.answer_fields import AccountId, Answer, Instant, PersonName, TrackingNumber


class Claim(Answer):
    """Somebody says that they work on the report. It binds nobody, and ends by itself."""

    account: AccountId
    name: PersonName | None
    since: Instant
    expires_at: Instant
    """Unless they give a sign of life before."""


class Viewer(Answer):
    """Somebody who has the report open."""

    account: AccountId
    name: PersonName | None


class Presence(Answer):
    """Who is at work on a report."""

    tracking_number: TrackingNumber
    claimed_by: Claim | None
    open_by: list[Viewer]
    """Others of your role, agency and unit who have it open now."""
