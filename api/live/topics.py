"""What a stream is about, and whether whoever asks may be told of it."""

from api.answers.problems import Malformed, not_allowed
from api.live.audience import About, Topic
from api.reports import lookup
from api.requests import identity
from api.services import Services
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


async def judge_topic(services: Services, actor: Actor, about: About, report: str | None) -> Topic:
    """What is watched. Raises Malformed, a 403 problem for the team of whoever is no supervisor, and a 404
    problem where the actor sees nothing of the report."""
    if about is About.TEAM and actor.role is not Role.SUPERVISOR:
        raise not_allowed("The tasks of a team are for its supervisor to see.")
    if about is not About.REPORT:
        if report is not None:
            raise Malformed([{"field": "report", "message": "is for about=report only"}])
        return Topic(about)
    number = identity.require_tracking_number(report or "")
    await lookup.require_lately_readable(services, actor, number)
    return Topic(about, number)
