"""What is kept of a report beside its histories, against what these lead to."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import zip_longest
from typing import Any

from evidence.embedded_data import calendars_in
from evidence.replay.evidence import Evidence, ReplayedEvidence, Wire, format_row
from evidence.replay.findings import Finding, Kind, pairs
from evidence.replay.record_diff import Difference, compare_tables, only_alike, tables_of_steps
from workflows.procedure.model import instants
from workflows.procedure.model.facts import as_digested, digest_of, first_previous

SETTLED = timedelta(minutes=5)
"""Older facts are in the ledger, where it was not away for long."""
PARTS = ("number", "kind", "at", "recorded_at", "actor", "data", "previous", "digest")
"""Of a fact, in the order in which a difference is told."""


def compare_sealed(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """The facts that were sealed or taken along, as far as the histories could be followed. A bundle's are as
    they are digested, without what is sealed in them."""
    evidence = replayed.evidence
    if evidence.sealed is None:
        return
    wanted: list[Wire] = [*replayed.facts]
    if evidence.source == "bundle":
        wanted = [as_digested(fact) for fact in wanted]
    kept = evidence.sealed if replayed.is_whole else evidence.sealed[: len(wanted)]
    for number, (held, own) in enumerate(zip_longest(kept, wanted), 1):
        if held != own or only_alike(held, own):
            yield _other("facts_differ", number, held, own, wanted)


def compare_record(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """The record: facts, row, tasks, lapses, declines."""
    evidence, case = replayed.evidence, replayed.case
    if evidence.record is None or case is None or not replayed.is_whole:
        return
    wanted = tables_of_steps(case, replayed.steps, ended=replayed.is_ended)
    differences = compare_tables(evidence.report, evidence.record, wanted)
    if not differences:
        return
    facts = evidence.record["fact"]
    for each in differences:
        held = format_row(facts[each.name]) if each.name in facts else None
        yield _of_fact(each, held, replayed.facts) if each.what == "fact" else _of_table(each)


def _of_table(difference: Difference) -> Finding:
    of = f"{difference.what} {difference.name}".strip()
    code = {"missing": "row_missing", "extra": "row_extra"}.get(difference.how, "row_differs")
    field = ".".join(filter(None, (difference.what, *difference.fields[:1])))
    return Finding("record_differs", code, field=field, values=pairs(of=of))


def _of_fact(difference: Difference, held: Wire | None, facts: Sequence[Wire]) -> Finding:
    text, _, is_beside = difference.name.partition(":")
    number = int(text)
    if is_beside:
        return Finding("record_differs", "fact_beside", fact=number)
    own = facts[number - 1] if 0 < number <= len(facts) else None
    return _other("record_differs", number, held, own, facts)


def _other(kind: Kind, number: int, held: Wire | None, own: Wire | None, facts: Sequence[Wire]) -> Finding:
    """In words, what became of a fact."""
    if held is None:
        return Finding(kind, "fact_missing", fact=number)
    elsewhere = [fact["number"] for fact in facts if fact["digest"] == held.get("digest")]
    if elsewhere and elsewhere != [number]:
        return Finding(kind, "fact_elsewhere", fact=number, values=pairs(number=elsewhere[0]))
    if own is None:
        return Finding(kind, "fact_unled", fact=number)
    if _is_chained(held) and held["previous"] != own["previous"]:
        return Finding(kind, "fact_foreign", fact=number)
    fields = [part for part in PARTS if held.get(part) != own[part]] or sorted(held.keys() - own.keys())
    return Finding(kind, "fact_changed", fact=number, field=fields[0], values=pairs(fields=fields))


def compare_calendars(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """The calendars that facts carry are those that are stored under their codes and versions."""
    stored = replayed.evidence.calendars
    if stored is None:
        return
    for fact in replayed.facts:
        for carried in calendars_in(fact["data"]):
            name = pairs(region=carried["region"], version=carried["version"])
            kept = stored.get((carried["region"], carried["version"]))
            if kept is None:
                yield Finding("calendar_differs", "calendar_missing", fact=fact["number"], values=name)
            elif fields := sorted(
                key for key in carried.keys() | kept.keys() if kept.get(key) != carried.get(key)
            ):
                values = (*name, *pairs(fields=fields))
                yield Finding(
                    "calendar_differs",
                    "calendar_changed",
                    fact=fact["number"],
                    field=fields[0],
                    values=values,
                )


def compare_leaves(replayed: ReplayedEvidence) -> Iterator[Finding]:
    """Each fact has its leaf in the ledger, once it is old enough, and there is no leaf of any other."""
    evidence = replayed.evidence
    if evidence.logged is None or not replayed.is_whole:
        return
    own = {fact["number"]: fact["digest"] for fact in replayed.facts}
    discarded = set(evidence.superseded)
    for fact in replayed.facts:
        is_old = (
            evidence.as_of is None or instants.parse_instant(fact["recorded_at"]) + SETTLED < evidence.as_of
        )
        leaves = set(evidence.logged.get(fact["number"], ()))
        if is_old and not leaves - (discarded - {fact["digest"]}):
            yield Finding("not_in_ledger", "leaf_missing", fact=fact["number"])
    for number, logged_ in sorted(evidence.logged.items()):
        others = set(logged_) - discarded - {own.get(number)}
        if others and number in own and own[number] not in logged_:
            yield Finding("ledger_differs", "leaf_other", fact=number, field="digest")
        elif others:
            yield Finding("ledger_differs", "leaf_unled", fact=number, field="digest")


def check_chain(evidence: Evidence) -> Iterator[Finding]:
    """The facts that are kept follow one another, each as its digest says."""
    for held in (evidence.sealed, evidence.recorded):
        previous: Any = first_previous(evidence.report)
        for place, fact in enumerate(held or (), 1):
            for field, is_so in (
                ("number", fact.get("number") == place),
                ("previous", fact.get("previous") == previous),
                ("digest", _is_chained(fact)),
            ):
                if not is_so:
                    yield Finding("chain_broken", "chain_breaks", fact=fact.get("number", place), field=field)
            previous = fact.get("digest")


def _is_chained(fact: Wire) -> bool:
    try:
        return digest_of(fact) == fact.get("digest")
    except (ValueError, TypeError):  # what has no canonical form has no digest
        return False
