"""A provenance document, W3C PROV in its JSON form (w3.org/submissions/prov-json): who did what, from what.

Entities are facts, the states that they lead to, calendars and policies; activities are decisions, and what
the clocks did at one instant; agents are actors, units and agencies.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from evidence.embedded_data import snapshots_in
from workflows.procedure.fold.apply import fold_steps
from workflows.procedure.model import instants
from workflows.procedure.model.case import Step
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor, Fact
from workflows.procedure.model.policy import Policy
from workflows.procedure.model.state import describe_state

KINDS = ("fact", "state", "act", "actor", "agency", "unit", "calendar", "policy")
OF_A_REPORT = ("fact", "state", "act")
VOCABULARY = "urn:tuntas:"
TOLD = ("stage", "agency", "unit", "outcome", "escalation_level")
"""What is told of a state; what is null is left out."""


@dataclass(slots=True)
class _Document:
    """The document in the making: by PROV's word for them (`entity`, `used`, …) the records by their ids."""

    records: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    _edges: set[tuple[str, ...]] = field(default_factory=set)

    def node(self, kind: str, id_: str, /, **attributes: Any) -> str:
        """A thing of that kind, once; returns its id."""
        told = {_name(name): value for name, value in attributes.items() if value is not None}
        self.records.setdefault(kind, {}).setdefault(id_, {}).update(told)
        return id_

    def edge(self, kind: str, /, **ends: str) -> None:
        """A relation between things, once."""
        edge = (kind, *ends.values())
        if edge not in self._edges:
            self._edges.add(edge)
            edges = self.records.setdefault(kind, {})
            edges[f"_:{kind}{len(edges) + 1}"] = {f"prov:{name}": id_ for name, id_ in ends.items()}


def prov(facts: Iterable[Fact]) -> dict[str, Any]:
    """The facts of one report, oldest first, as a document. Raises what the fold does for facts that no
    procedure wrote."""
    steps, document = list(fold_steps(facts)), _Document()
    number = steps[0][0].tracking_number if steps else ""
    last: str | None = None
    for nth, act in enumerate(_acts(steps), 1):
        last = _act(document, f"act:{nth}", act, last)
    prefixes = {kind: f"{VOCABULARY}{_within(kind, number)}" for kind in KINDS}
    return {"prefix": {**prefixes, "tuntas": f"{VOCABULARY}term:"}, **document.records}


def _within(kind: str, number: str) -> str:
    return f"report:{number}:{kind}:" if kind in OF_A_REPORT else f"{kind}:"


def _acts(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """The facts that one decision, or the clocks at one instant, led to."""

    def of(step: Step) -> Any:
        _, fact = step
        request = fact.data.get("request") or {}
        return fact.actor, fact.at, fact.recorded_at, request.get("key")

    for _, steps_of_one in groupby(steps, of):
        yield list(steps_of_one)


def _act(document: _Document, id_: str, steps: Sequence[Step], last: str | None) -> str:
    """Enters an act with what it used and made; returns the state that it led to."""
    case, fact = steps[0]
    document.node(
        "activity",
        id_,
        startTime=instants.format_instant(fact.at),
        endTime=instants.format_instant(fact.at),
        type=_term("clocks" if fact.actor.role is Role.SYSTEM else "decision"),
    )
    agent = _agent(document, fact.actor)
    document.edge("wasAssociatedWith", activity=id_, agent=agent)
    if last is not None:
        document.edge("used", activity=id_, entity=last)
    _rules(document, id_, steps)
    for _, each in steps:
        _fact(document, id_, each, agent)
    after = _state(document, id_, steps[-1])
    if last is not None:
        document.edge("wasDerivedFrom", generatedEntity=after, usedEntity=last, activity=id_)
    assert case.last_fact.number == fact.number, "a step pairs a fact with the Case just after it"
    return after


def _fact(document: _Document, act: str, fact: Fact, agent: str) -> None:
    made = document.node(
        "entity",
        f"fact:{fact.number}",
        type=_term("fact"),
        kind=fact.kind.value,
        at=instants.format_instant(fact.at),
        recorded_at=instants.format_instant(fact.recorded_at),
        previous=fact.previous,
        digest=fact.digest,
    )
    document.edge("wasGeneratedBy", entity=made, activity=act, time=instants.format_instant(fact.at))
    document.edge("wasAttributedTo", entity=made, agent=agent)
    if fact.number > 1:
        document.edge("wasDerivedFrom", generatedEntity=made, usedEntity=f"fact:{fact.number - 1}")


def _state(document: _Document, act: str, step: Step) -> str:
    case, fact = step
    shown = describe_state(case)
    told = {name: shown[name] for name in TOLD}
    made = document.node("entity", f"state:{fact.number}", type=_term("state"), **told)
    document.edge("wasGeneratedBy", entity=made, activity=act, time=instants.format_instant(fact.at))
    document.edge("wasDerivedFrom", generatedEntity=made, usedEntity=f"fact:{fact.number}")
    return made


def _rules(document: _Document, act: str, steps: Sequence[Step]) -> None:
    """The policy in force, calendars that the facts brought, and the one that the holder's days count by."""
    case = steps[-1][0]
    used = {
        _calendar(document, each.region, each.version) for _, fact in steps for each in snapshots_in(fact)
    }
    used.add(_calendar(document, case.holding.calendar.region, case.holding.calendar.version))
    for each in (*sorted(used), _policy(document, case.policy)):
        document.edge("used", activity=act, entity=each)


def _calendar(document: _Document, region: str, version: int) -> str:
    id_ = f"calendar:{region}.{version}"
    return document.node("entity", id_, type=_term("calendar"), region=region, version=version)


def _policy(document: _Document, policy: Policy) -> str:
    id_ = f"policy:{policy.name}.{policy.version}"
    return document.node(
        "entity", id_, type=_term("policy"), policy_name=policy.name, policy_version=policy.version
    )


def _agent(document: _Document, actor: Actor) -> str:
    type_ = "prov:SoftwareAgent" if actor.role is Role.SYSTEM else "prov:Person"
    agent = document.node("agent", f"actor:{actor.id}", type=_qualified(type_), role=actor.role.value)
    if actor.agency is None:
        return agent
    agency = document.node("agent", f"agency:{actor.agency}", type=_qualified("prov:Organization"))
    serves = agency
    if actor.unit is not None:
        serves = document.node(
            "agent", f"unit:{actor.agency}.{actor.unit}", type=_qualified("prov:Organization")
        )
        document.edge("actedOnBehalfOf", delegate=serves, responsible=agency)
    document.edge("actedOnBehalfOf", delegate=agent, responsible=serves)
    return agent


def _name(name: str) -> str:
    return f"prov:{name}" if name in ("type", "startTime", "endTime") else f"tuntas:{name}"


def _term(name: str) -> dict[str, str]:
    return _qualified(f"tuntas:{name}")


def _qualified(name: str) -> dict[str, str]:
    return {"$": name, "type": "prov:QUALIFIED_NAME"}
