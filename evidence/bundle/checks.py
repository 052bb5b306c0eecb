"""What is looked at in a bundle, one thing after another. Each look raises Altered, or says what it found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evidence.bundle import contents, ledger_checks, record
from evidence.bundle.contents import (
    CALENDARS,
    FACTS,
    HEADS,
    MANIFEST,
    OCEL,
    OTHERS,
    POLICY,
    PROOFS,
    PROV,
    RECORD,
)
from evidence.bundle.reader import Altered, BundleReader
from evidence.replay.findings import Finding
from evidence.replay.history import check_structure
from fields.plurals import plural
from workflows.procedure.model.facts import digest_of, first_previous
from workflows.procedure.time.explanation import DoesNotAddUp, NoSuchClock, explain_clock

Look = Callable[[BundleReader], str]

OF_MANIFEST = frozenset({contents.MANIFEST, contents.SIGNATURE})
"""What the manifest can't name itself."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that is looked at. `about` is where it went wrong if nobody can say it better; `by_rules` is
    whether another version, whose rules are others, may find otherwise."""

    name: str
    about: str
    look: Look
    by_rules: bool = False


def _zip(bundle: BundleReader) -> str:
    return f"The file is a plain zip of {len(bundle.members)} members and holds nothing beside them."


def _manifest(bundle: BundleReader) -> str:
    return f"The manifest is in its one written form. It is of report {bundle.manifest.report}."


def _members(bundle: BundleReader) -> str:
    named, there = bundle.manifest.members, bundle.members.keys() - OF_MANIFEST
    strange = {name for name in there if name not in OTHERS and not name.startswith(contents.HISTORIES)}
    other = {
        name for name in there & named.keys() if contents.describe_member(bundle.member(name)) != named[name]
    }
    found = [(name, "is missing") for name in sorted({*named, *OTHERS} - there)]
    found += [(name, "was added") for name in sorted((there - named.keys()) | strange)]
    found += [(name, "was altered") for name in sorted(other)]
    if found:
        raise Altered(*found[0], *found[1:])
    return f"All {len(named)} members are there as they were signed, and no other."


def _documents(bundle: BundleReader) -> str:
    for part in ("facts", "heads", "proofs", "calendars", "policies", "record"):
        getattr(bundle, part)
    for name in (OCEL, PROV):
        bundle.json(name)
    return "Every document is in its one written form and says what such a document may say."


def _histories(bundle: BundleReader) -> str:
    _refuse(bundle, check_structure(bundle.manifest.report, bundle.runs))
    events = sum(len(run.events) for run in bundle.runs)
    counted = f"{plural(events, 'event')} in {plural(len(bundle.runs), 'run')}"
    return f"The engine's history can be read in one way only: {counted}."


def _chain(bundle: BundleReader) -> str:
    previous = first_previous(bundle.manifest.report)
    for number, fact in enumerate(bundle.facts, 1):
        if fact.number != number:
            raise Altered(FACTS, f"has fact {fact.number} where fact {number} should be")
        if fact.previous != previous:
            raise Altered(FACTS, f"has a fact {number} that follows another than the one before it")
        if digest_of(fact.wire()) != fact.digest:
            raise Altered(FACTS, f"has a fact {number} that is not what its digest says")
        previous = fact.digest
    if len(bundle.facts) == 1:
        return "The one fact is what its digest says."
    return f"The {len(bundle.facts)} facts follow one another, each chained to the one before."


def _replay(bundle: BundleReader) -> str:
    _refuse(bundle, bundle.replayed.all)
    return (
        "Carried out again on this code, the history leads to the same facts, and every timer is set as then."
    )


def _refuse(bundle: BundleReader, found: Sequence[Finding]) -> None:
    """Raises Altered where the audit found anything."""
    told = [(_place(bundle, each), f"differs{_at(each)}: {each.message} ({each.kind})") for each in found]
    if told:
        raise Altered(*told[0], *told[1:])


def _place(bundle: BundleReader, finding: Finding) -> str:
    return FACTS if finding.run is None else bundle.run_names[finding.run - 1]


def _at(finding: Finding) -> str:
    places = {"event": finding.event, "fact": finding.fact}
    return "".join(f" at {name} {number}" for name, number in places.items() if number is not None)


def _calendars(bundle: BundleReader) -> str:
    _same(bundle, CALENDARS, "holds other calendars than the facts")
    return "The calendars are those that the facts were counted by."


def _policy(bundle: BundleReader) -> str:
    _same(bundle, POLICY, "holds another policy than the facts")
    return "The rules are those that the report began under."


def _explanations(bundle: BundleReader) -> str:
    clocks = bundle.steps[-1][0].clocks
    for clock in clocks:
        try:
            explain_clock(bundle.steps, clock.name, clock.instance)
        except (DoesNotAddUp, NoSuchClock) as error:
            what = f"has a clock {clock.name.value} ({clock.instance}) of which {error}"
            raise Altered(FACTS, what) from None
    whose = "The one deadline" if len(clocks) == 1 else f"Each of {len(clocks)} deadlines"
    return f"{whose} counts up again, day by day, to the instant that the facts state."


def _record(bundle: BundleReader) -> str:
    should = record.wanted_record(bundle.runs, bundle.steps)
    found = [
        (RECORD, what) for what in record.record_differences(bundle.manifest.report, bundle.record, should)
    ]
    if found:
        raise Altered(*found[0], *found[1:])
    return "What the database held is what the facts make."


def _ocel(bundle: BundleReader) -> str:
    _same(bundle, OCEL, "tells otherwise than the facts")
    return "The event log (OCEL) tells what the facts do."


def _prov(bundle: BundleReader) -> str:
    _same(bundle, PROV, "tells otherwise than the facts")
    return "The provenance document (PROV) tells what the facts do."


def _same(bundle: BundleReader, name: str, otherwise: str) -> None:
    if bundle.member(name) != bundle.remade[name]:
        raise Altered(name, otherwise)


CHECKS = (
    Check("zip", "the file", _zip),
    Check("manifest", MANIFEST, _manifest),
    Check("signature", MANIFEST, ledger_checks.check_signature),
    Check("members", MANIFEST, _members),
    Check("documents", FACTS, _documents, by_rules=True),
    Check("histories", contents.HISTORIES, _histories, by_rules=True),
    Check("chain", FACTS, _chain),
    Check("inclusion", PROOFS, ledger_checks.check_inclusion),
    Check("heads", HEADS, ledger_checks.check_heads),
    Check("covers", HEADS, ledger_checks.check_covering_head),
    Check("dates", FACTS, ledger_checks.check_dates),
    Check("replay", contents.HISTORIES, _replay, by_rules=True),
    Check("calendars", CALENDARS, _calendars, by_rules=True),
    Check("policy", POLICY, _policy, by_rules=True),
    Check("explanations", FACTS, _explanations, by_rules=True),
    Check("record", RECORD, _record, by_rules=True),
    Check("ocel", OCEL, _ocel, by_rules=True),
    Check("prov", PROV, _prov, by_rules=True),
)
"""All looks, in their order: each relies on those before it."""
