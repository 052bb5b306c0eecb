"""Facts as one reader may see them: sealed values opened, withheld, or gone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from api.reports.states import fact_outside
from api.requests.access import OpeningKey, open_text
from api.requests.sealing import is_sealed
from api.schemas.facts import OpenedFact, SealedFact
from api.schemas.reports import FirstFact, Identity, InternalNote, PublishedAnswer, Texts
from api.services import Services
from fields.contacts import replace_contact
from workflows.procedure.model.enums import FactKind
from workflows.procedure.model.facts import Actor, Fact, as_digested
from workflows.procedure.rules.reading import texts_shown

TITLING = frozenset({FactKind.SUBMITTED, FactKind.FORWARDED, FactKind.CORRECTED})
IDENTITY = ("reporter", "identity")
CONTACT = (("email",), ("phone",))
"""Where a fact has a corrected contact."""
STRUCTURED = (IDENTITY, ("place", "detail"))
"""What was sealed as one JSON value."""


@dataclass(frozen=True, slots=True)
class Visible:
    """A fact and whether this reader may see what was written in it."""

    fact: Fact
    texts: bool


def mark_visible(actor: Actor, facts: Sequence[Fact]) -> list[Visible]:
    """Each of a report's facts, all from the first on, with whether `actor` may see its texts."""
    return [Visible(*each) for each in zip(facts, texts_shown(actor, facts), strict=True)]


@dataclass(slots=True)
class Opened:
    """Opens values; `withheld` and `erased` name those that are null for that."""

    key: OpeningKey | None
    texts: bool
    identity: bool
    withheld: list[str] = field(default_factory=list)
    erased: list[str] = field(default_factory=list)

    def of(self, value: Any, path: tuple[str, ...] = ()) -> Any:
        """`value` with everything sealed in it opened, as far as it may be."""
        if is_sealed(value):
            return self._text(value, path)
        if isinstance(value, Mapping):
            return {name: self.of(each, (*path, name)) for name, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.of(each, (*path, str(at))) for at, each in enumerate(value)]
        return value

    def _text(self, value: Mapping[str, Any], path: tuple[str, ...]) -> Any:
        allowed = self.texts and (self.identity or path not in (IDENTITY, *CONTACT))
        text = open_text(self.key, value) if allowed else None
        if text is None:
            (self.erased if allowed else self.withheld).append(".".join(path))
        return json.loads(text) if text is not None and path in STRUCTURED else text


def present_fact(services: Services, key: OpeningKey | None, each: Visible) -> OpenedFact:
    """The fact as its reader sees it, with the name of whoever acted."""
    fact = each.fact
    opened = Opened(key, each.texts, identity=not fact.data.get("anonymous", False))
    account = services.directory.account(fact.actor.id)
    return {
        **fact_outside(fact),
        "data": opened.of(fact.data),
        "previous": fact.previous,
        "actor_name": account.name if account else None,
        "withheld": opened.withheld,
        "erased": opened.erased,
    }


def present_sealed(fact: Fact) -> SealedFact:
    """The fact as it was digested, so that anybody can compute the digest anew."""
    return {
        **fact_outside(fact),
        "data": as_digested(fact.data),
        "previous": fact.previous,
    }


def open_texts(key: OpeningKey | None, facts: Sequence[Visible]) -> Texts:
    """Title and text as they are, and as they were first where that differs."""
    titles, bodies = _values("title", facts), _values("text", facts)
    told: Texts = {
        "title": open_text(key, titles[-1]) if titles else None,
        "text": open_text(key, bodies[-1]) if bodies else None,
    }
    if _were_changed(titles):
        told["original_title"] = open_text(key, titles[0])
    if _were_changed(bodies):
        told["original_text"] = open_text(key, bodies[0])
    return told


def _values(name: str, facts: Iterable[Visible]) -> list[Any]:
    """The sealed values of that name, oldest first."""
    return [
        each.fact.data[name]
        for each in facts
        if each.texts and each.fact.kind in TITLING and each.fact.data.get(name)
    ]


def _were_changed(values: Sequence[Any]) -> bool:
    return bool(values) and values[0]["commitment"] != values[-1]["commitment"]


def open_answers(
    services: Services, key: OpeningKey | None, facts: Iterable[Visible]
) -> list[PublishedAnswer]:
    """What was published, oldest first; `withheld` names the parts that are null for this reader."""
    published = [present_fact(services, key, each) for each in facts if each.fact.kind is FactKind.RESPONDED]
    return [
        {
            "at": told["at"],
            "final": told["data"]["final"],
            "outcome": told["data"]["outcome"],
            "text": told["data"]["text"],
            "evidence": told["data"]["evidence"],
            "withheld": told["withheld"],
        }
        for told in published
    ]


def open_notes(services: Services, key: OpeningKey | None, facts: Iterable[Visible]) -> list[InternalNote]:
    """The internal notes that the reader may see, oldest first; those of others are not even counted."""
    noted = (each for each in facts if each.fact.kind is FactKind.NOTED and each.texts)
    told = [present_fact(services, key, each) for each in noted]
    return [
        {
            "number": each["number"],
            "at": each["at"],
            "actor": each["actor"],
            "actor_name": each["actor_name"],
            "agency": each["data"]["agency"],
            "text": each["data"]["text"],
        }
        for each in told
    ]


def open_submission(services: Services, key: OpeningKey | None, facts: Iterable[Visible]) -> FirstFact:
    """The reporter, with the contact as last corrected, and the place."""
    facts = list(facts)
    submitted = next((each for each in facts if each.fact.kind is FactKind.SUBMITTED), None)
    if submitted is None:
        return {"reporter": None, "place": None, "occurred_on": None}
    data = present_fact(services, key, submitted)["data"]
    who = data["reporter"]["identity"]
    return {
        "reporter": _as_corrected(who, Opened(key, texts=True, identity=True), facts) if who else None,
        "place": data["place"],
        "occurred_on": data["occurred_on"] if submitted.texts else None,
    }


def open_identity(key: OpeningKey | None, facts: Sequence[Visible]) -> Identity | None:
    """Who reported, although anonymously: only for whoever has just said why they must know."""
    submitted = next(each for each in facts if each.fact.kind is FactKind.SUBMITTED)
    opened = Opened(key, texts=True, identity=True)
    who: Identity | None = opened.of(submitted.fact.data["reporter"], ("reporter",))["identity"]
    return _as_corrected(who, opened, facts) if who else None


def _as_corrected(who: Identity, opened: Opened, facts: Sequence[Visible]) -> Identity:
    """The reporter with the last contact that the reader may see."""
    corrected = [
        each.fact.data for each in facts if each.fact.kind is FactKind.CONTACT_CORRECTED and each.texts
    ]
    if not corrected:
        return who
    email, phone = (opened.of(corrected[-1][name], (name,)) for name in ("email", "phone"))
    return cast("Identity", replace_contact(who, email, phone))
