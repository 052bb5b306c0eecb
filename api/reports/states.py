"""States, facts and actors in the form that they are answered in."""

from collections.abc import Mapping
from typing import Any, cast

from api.schemas.common import Actor
from api.schemas.facts import FactOutside
from api.schemas.reports import State
from workflows.procedure.model import facts, instants


def state_of(written: Mapping[str, Any]) -> State:
    """A state as a record or a history holds it: the same, with its type. That is taken on trust: what is
    written there was made by `workflows.procedure.model.state`."""
    return cast("State", written)


def actor_of(actor: facts.Actor) -> Actor:
    """Whoever acted; what is not set is left out."""
    told: Actor = {"role": actor.role, "id": actor.id}
    if actor.agency is not None:
        told["agency"] = actor.agency
    if actor.unit is not None:
        told["unit"] = actor.unit
    return told


def fact_outside(fact: facts.Fact) -> FactOutside:
    """What happened when by whom, without what was written."""
    return {
        "number": fact.number,
        "at": instants.format_instant(fact.at),
        "recorded_at": instants.format_instant(fact.recorded_at),
        "actor": actor_of(fact.actor),
        "kind": fact.kind,
        "digest": fact.digest,
    }
