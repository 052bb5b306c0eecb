"""The first fact: a submission, with the policy, calendar and centre's profile it begins under."""

from datetime import datetime
from typing import Any

from workflows.procedure.fold.transcript import Transcript, open_transcript
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor
from workflows.procedure.model.submission import Intake
from workflows.procedure.rules.timed_events import write_due_events


def reporter_of(tracking_number: str) -> Actor:
    """The report's reporter; the tracking number is all that identifies them."""
    return Actor(Role.REPORTER, tracking_number)


def open_report(intake: Intake, now: datetime) -> Transcript:
    """The transcript of a new report, submitted when the intake received it. Timed events that are due
    already are written too, or left to the report's timer if the policy has an `outage_grace` (ADR 15)."""
    received = min(intake.received_at, now)
    reporter = reporter_of(intake.tracking_number)
    transcript = open_transcript(intake.tracking_number, received, now, reporter, _submitted(intake))
    if not intake.policy.outage_grace:
        write_due_events(transcript, now)
    return transcript


def _submitted(intake: Intake) -> dict[str, Any]:
    form = intake.submission
    return {
        "tracking_number": intake.tracking_number,
        "class": form.report_class.value,
        "category": form.category,
        "title": form.title.model_dump(),
        "text": form.text.model_dump(),
        "occurred_on": form.occurred_on.isoformat() if form.occurred_on else None,
        "place": form.place.model_dump() if form.place else None,
        "channel": form.channel.value,
        "anonymous": form.anonymous,
        "confidential": form.confidential,
        "reporter": form.reporter.model_dump(),
        # Left out where it was not chosen: earlier submissions have to come out the same.
        **({"language": form.language.value} if form.language else {}),
        "content": intake.content,
        "policy": intake.policy.model_dump(mode="json"),
        "centre": {"region": intake.centre.region, "calendar": intake.centre.calendar.wire()},
    }
