"""Forgeries, each of one thing: most by somebody who has the key and makes all else fit, so that only the
check that looks at this thing can find it."""

import io
import json
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import History, HistoryEvent
from temporalio.client import WorkflowHistory

from records.audit import evidence as audit
from records.audit.findings import Verdict
from records.bundle import canonical
from records.bundle import zip as strict
from records.bundle.contents import MANIFEST, OTHERS, SIGNATURE, Evidence, Heads
from records.bundle.retelling import Retell, retold
from records.ledger.heads import Head
from tests.histories.golden import load
from tests.records.bundle import built
from tests.records.bundle.built import (
    EARLIER,
    KEY,
    LATER_KEY,
    STRANGER,
    Ledger,
    bundle,
    evidence,
    members_of,
    of_evidence,
    signed,
    with_json,
)  # fmt: skip
from workflows.procedure import instants

STRAIGHT = "straight"
SEVERAL = "over_several_runs"
RUN = "history/0001.pb.z"


@dataclass(frozen=True)
class Forgery:
    """What was done, which check finds it, where it says that it is, and a part of what it says."""

    name: str
    make: Callable[[], bytes]
    check: str
    where: str
    says: str
    retell: Retell = retold


FORGERIES: list[Forgery] = []


def forgery(
    check: str, where: str, says: str, retell: Retell = retold
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Enters a forgery; its function makes the file."""

    def enter(make: Callable[[], bytes]) -> Callable[[], bytes]:
        FORGERIES.append(Forgery(make.__name__, make, check, where, says, retell))
        return make

    return enter


# -- the file itself


@forgery("zip", "the file", "goes on for 1 bytes after its end")
def a_byte_more() -> bytes:
    return bundle(STRAIGHT) + b"\0"


@forgery("zip", "the file", "is cut off")
def cut_off() -> bytes:
    return bundle(STRAIGHT)[:-10]


@forgery("zip", "the file", "does not begin with a member")
def no_zip_at_all() -> bytes:
    return b"Dengan ini kami menyatakan bahwa laporan ini sudah selesai."


@forgery("zip", "README.txt", "is compressed")
def packed_by_another_program() -> bytes:
    held, stream = members_of(bundle(STRAIGHT)), io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in held.items():
            file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


@forgery("zip", "facts.json", "is not what its checksum says")
def a_bit_of_the_facts_flipped() -> bytes:
    content = bytearray(bundle(STRAIGHT))
    content[content.index(b'"kind":"forwarded"')] ^= 1
    return bytes(content)


# -- the manifest and its signature


def without(*names: str) -> bytes:
    """The bundle without these members, all else as it was."""
    return strict.written(
        {name: each for name, each in members_of(bundle(STRAIGHT)).items() if name not in names}
    )


def with_member(name: str, content: bytes) -> bytes:
    """The bundle with another content of that member, all else as it was."""
    return strict.written({**members_of(bundle(STRAIGHT)), name: content})


def with_manifest(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The bundle with another manifest, signed."""
    members = members_of(bundle(STRAIGHT))
    manifest = json.loads(members[MANIFEST])
    change(manifest)
    now = canonical.written(manifest)
    return strict.written({**members, MANIFEST: now, SIGNATURE: KEY.sign(now).encode()})


@forgery("manifest", MANIFEST, "is missing")
def no_manifest() -> bytes:
    return without(MANIFEST)


@forgery("manifest", MANIFEST, "not in the written form")
def a_manifest_written_otherwise() -> bytes:
    members = members_of(bundle(STRAIGHT))
    now = json.dumps(json.loads(members[MANIFEST])).encode()
    return strict.written({**members, MANIFEST: now, SIGNATURE: KEY.sign(now).encode()})


@forgery("manifest", MANIFEST, "names a value twice")
def a_manifest_with_two_reports() -> bytes:
    now = b'{"report":"T261D0F367241",' + members_of(bundle(STRAIGHT))[MANIFEST][1:]
    return with_member(MANIFEST, now)


@forgery("manifest", MANIFEST, "is not what it should be")
def a_manifest_that_says_more() -> bytes:
    return with_manifest(lambda manifest: manifest.update(note="Sudah diperiksa"))


@forgery("manifest", MANIFEST, "is not what it should be")
def a_manifest_of_another_format() -> bytes:
    return with_manifest(lambda manifest: manifest.update(format="tuntas-bundle/2"))


@forgery("manifest", MANIFEST, "holds a number that is not whole")
def a_manifest_with_a_fraction() -> bytes:
    return with_member(
        MANIFEST, members_of(bundle(STRAIGHT))[MANIFEST].replace(b'"bytes":', b'"bytes":0.5', 1)
    )


@forgery("signature", SIGNATURE, "is missing")
def no_signature() -> bytes:
    return without(SIGNATURE)


@forgery("signature", SIGNATURE, "is no signature")
def half_a_signature() -> bytes:
    return with_member(SIGNATURE, members_of(bundle(STRAIGHT))[SIGNATURE][:40])


@forgery("signature", MANIFEST, "is not what was signed")
def signed_by_a_stranger_in_the_name_of_the_key() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), STRANGER)


@forgery("signature", MANIFEST, "is not what was signed")
def a_manifest_altered_after_it_was_signed() -> bytes:
    members = members_of(bundle(STRAIGHT))
    return with_member(MANIFEST, members[MANIFEST].replace(b'"made_at":"2026', b'"made_at":"2027'))


@forgery("signature", MANIFEST, "names a key that the ledger never had")
def signed_by_a_stranger_in_their_own_name() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), STRANGER, key=STRANGER.fingerprint)


@forgery("signature", "heads.json", "a rotation isn't signed by the old key")
def a_key_that_was_never_announced() -> bytes:
    def change(heads: Any) -> None:
        rotation = Ledger([], (KEY, STRANGER)).keys.rotations[0].wire()
        heads["keys"]["rotations"] = [{**rotation, "signature": rotation["countersignature"]}]

    return with_json(bundle(STRAIGHT), "heads.json", change)


@forgery("signature", MANIFEST, "is dated when its key did not sign")
def signed_by_a_key_that_had_given_way() -> bytes:
    return signed(members_of(built.rotated(STRAIGHT)), KEY, key=KEY.fingerprint)


@forgery("signature", MANIFEST, "is dated when its key did not sign")
def signed_by_a_key_that_was_not_in_office_yet() -> bytes:
    early = instants.written(built.DAILY)
    return signed(members_of(built.rotated(STRAIGHT)), LATER_KEY, made_at=early)


@forgery("signature", "heads.json", "holds no head")
def no_heads() -> bytes:
    return with_json(bundle(STRAIGHT), "heads.json", lambda heads: heads.update(heads=[]))


@forgery("signature", "heads.json", "is missing")
def without_the_ledgers_heads() -> bytes:
    return without("heads.json")


# -- the members


@forgery("members", "prov.json", "is missing")
def a_member_taken_out() -> bytes:
    return without("prov.json")


@forgery("members", "facts.json", "was altered")
def a_member_altered() -> bytes:
    return with_member(
        "facts.json", members_of(bundle(STRAIGHT))["facts.json"].replace(b"a_admin", b"a_pusat")
    )


@forgery("members", "zusatz.txt", "was added")
def a_member_added() -> bytes:
    return with_member("zusatz.txt", b"Sudah diperiksa.")


@forgery("members", "zusatz.txt", "was added")
def a_strange_member_signed_for() -> bytes:
    return signed({**members_of(bundle(STRAIGHT)), "zusatz.txt": b"Sudah diperiksa."})


@forgery("members", "ocel.json", "is missing")
def a_member_left_out_and_not_signed_for() -> bytes:
    return signed({name: each for name, each in members_of(bundle(STRAIGHT)).items() if name != "ocel.json"})


@forgery("members", "calendars.json", "was altered")
def two_members_swapped() -> bytes:
    members = members_of(bundle(STRAIGHT))
    return strict.written(
        {**members, "calendars.json": members["policy.json"], "policy.json": members["calendars.json"]}
    )


@forgery("members", "facts.json", "was altered")
def a_member_of_another_bundle() -> bytes:
    return with_member("facts.json", members_of(bundle("lapsed_at_the_unit"))["facts.json"])


# -- the documents


def resigned(name: str, content: bytes, of: str = STRAIGHT) -> bytes:
    """The bundle with another content of that member, signed for."""
    return signed({**members_of(bundle(of)), name: content})


def _written_otherwise(name: str) -> Callable[[], bytes]:
    def make() -> bytes:
        return resigned(name, json.dumps(json.loads(members_of(bundle(STRAIGHT))[name]), indent=1).encode())

    make.__name__ = f"{name.removesuffix('.json')}_written_otherwise"
    return make


for _name in OTHERS:
    if _name.endswith(".json"):
        _check = "signature" if _name == "heads.json" else "documents"
        forgery(_check, _name, "not in the written form")(_written_otherwise(_name))


@forgery("documents", "facts.json", "is no list of facts")
def facts_of_another_shape() -> bytes:
    return resigned("facts.json", canonical.written({"facts": built.facts_of(STRAIGHT)}))


@forgery("documents", "facts.json", "holds no fact")
def no_facts() -> bytes:
    return resigned("facts.json", canonical.written([]))


@forgery("documents", "facts.json", "in their written form")
def facts_with_a_field_more() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts[0].update(note="ya"))


@forgery("documents", "facts.json", "in their written form")
def facts_with_sealed_text() -> bytes:
    facts = list(load(STRAIGHT)[0].facts)
    return resigned("facts.json", canonical.written(facts))


@forgery("documents", "proofs.json", "is not what it should be")
def proofs_of_another_shape() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs.update(inclusions="ya"))


@forgery("documents", "calendars.json", "is no list of calendars")
def calendars_of_another_shape() -> bytes:
    return with_json(bundle(STRAIGHT), "calendars.json", lambda calendars: calendars[0].pop("zone"))


@forgery("documents", "policy.json", "is no list of policies")
def policies_of_another_shape() -> bytes:
    return with_json(
        bundle(STRAIGHT), "policy.json", lambda policies: policies[0].update(response="lima hari")
    )


@forgery("documents", "record.json", "is no record")
def a_record_of_another_shape() -> bytes:
    return with_json(bundle(STRAIGHT), "record.json", lambda record: record.update(row=[]))


@forgery("documents", "ocel.json", "is not JSON")
def an_event_log_that_is_none() -> bytes:
    return resigned("ocel.json", b"<log/>")


@forgery("documents", "prov.json", "is not in UTF-8")
def a_document_in_another_encoding() -> bytes:
    return resigned("prov.json", '{"catatan":"déjà"}'.encode("latin-1"))


@forgery("documents", "prov.json", "is nested too deeply")
def a_document_without_a_bottom() -> bytes:
    return resigned("prov.json", b"[" * 100_000)


# -- the histories


@forgery("histories", RUN, "is missing")
def no_history() -> bytes:
    return signed({name: each for name, each in members_of(bundle(STRAIGHT)).items() if name != RUN})


@forgery("histories", "history/0002.pb.z", "stands where history/0001.pb.z should")
def the_first_run_left_out() -> bytes:
    members = members_of(bundle("over_several_runs"))
    return signed({name: each for name, each in members.items() if name != RUN})


@forgery("histories", RUN, "can't be decompressed")
def a_history_not_compressed() -> bytes:
    return resigned(RUN, plain_history())


@forgery("histories", RUN, "goes on after its end")
def a_history_with_something_behind() -> bytes:
    return resigned(RUN, members_of(bundle(STRAIGHT))[RUN] + b"ekor")


@forgery("histories", RUN, "is cut off")
def a_history_cut_off() -> bytes:
    return resigned(RUN, members_of(bundle(STRAIGHT))[RUN][:-20])


@forgery("histories", RUN, "is no history")
def no_history_in_it() -> bytes:
    return resigned(RUN, zlib.compress(b"Dengan ini kami menyatakan."))


@forgery("histories", RUN, "not in the one encoding")
def a_history_with_more_than_can_be_read() -> bytes:
    return resigned(RUN, zlib.compress(plain_history() + b"\xfa\x07\x01x"))


@forgery("histories", RUN, "holds sealed text")
def a_history_with_sealed_text() -> bytes:
    run = load(STRAIGHT)[0].runs[0]
    return resigned(RUN, zlib.compress(History(events=run.events).SerializeToString(deterministic=True)))


def plain_history() -> bytes:
    """A history as it is inside."""
    return zlib.decompress(members_of(bundle(STRAIGHT))[RUN])


# -- the facts and their chain


@forgery("chain", "facts.json", "has fact 3 where fact 2 should be")
def a_fact_deleted() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts.pop(1))


@forgery("chain", "facts.json", "has fact 3 where fact 2 should be")
def facts_reordered() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts.insert(1, facts.pop(2)))


@forgery("chain", "facts.json", "has fact 2 where fact 3 should be")
def a_fact_inserted() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts.insert(2, facts[1]))


@forgery("chain", "facts.json", "a fact 2 that is not what its digest says")
def a_fact_changed() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts[1]["data"].update(agency="kemkes"))


@forgery("chain", "facts.json", "a fact 2 that follows another")
def a_fact_swapped_with_another_reports() -> bytes:
    other = built.facts_of("asked_and_completed")
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts.__setitem__(1, other[1]))


@forgery("chain", "facts.json", "a fact 1 that follows another")
def facts_chained_to_another_report() -> bytes:
    facts = built.facts_after(STRAIGHT, lambda facts: None, report="T0000000000AB")
    return built.of_facts(STRAIGHT, facts)


@forgery("histories", RUN, "this run is none of this report")
def a_bundle_in_the_name_of_another_report() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), report="T0000000000AB")


# -- facts and histories


def rechained(change: Callable[[list[dict[str, Any]]], Any]) -> bytes:
    """Facts changed by whoever has the keys to everything but the engine."""
    return built.of_facts(STRAIGHT, built.facts_after(STRAIGHT, change))


@forgery("replay", "facts.json", "at fact 5: the fact has another data and digest (facts_differ)")
def a_better_rating_everywhere_but_in_the_history() -> bytes:
    return rechained(lambda facts: facts[4]["data"].update(rating=4))


@forgery("replay", "facts.json", "at fact 5: the fact is missing (facts_differ)")
def the_last_facts_forgotten_everywhere_but_in_the_history() -> bytes:
    return rechained(lambda facts: facts.__delitem__(slice(4, None)))


def with_events(change: Callable[[list[HistoryEvent]], Any], name: str = STRAIGHT, run: int = 0) -> bytes:
    """Another history of the report's, all else as it was."""
    golden = load(name)[0]
    events = [HistoryEvent.FromString(event.SerializeToString()) for event in golden.runs[run].events]
    change(events)
    runs = list(golden.runs)
    runs[run] = WorkflowHistory(golden.number, events)
    return of_evidence(name, runs=runs)


def first(events: list[HistoryEvent], kind: "EventType.ValueType") -> HistoryEvent:
    """The first event of that kind."""
    return next(event for event in events if event.event_type == kind)


@forgery("replay", RUN, "while the report's next instant is")
def a_timer_set_for_longer() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        timer = first(events, EventType.EVENT_TYPE_TIMER_STARTED)
        timer.timer_started_event_attributes.start_to_fire_timeout.seconds += 3600

    return with_events(change)


@forgery("replay", "facts.json", "at fact 2: the fact has another actor and digest (facts_differ)")
def an_event_edited() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        accepted = first(events, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED)
        request = accepted.workflow_execution_update_accepted_event_attributes.accepted_request
        payload = request.input.args.payloads[0]
        payload.data = payload.data.replace(b'"a_pusat"', b'"a_siapa"')

    return with_events(change)


@forgery("histories", RUN, "at event 4: the event in place 4 is numbered 5 (history_broken)")
def an_event_dropped() -> bytes:
    return with_events(lambda events: events.pop(3))


@forgery("histories", RUN, "names no workflow_execution_update_accepted before it")
def an_update_dropped_and_all_after_it_numbered_anew() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        events.remove(first(events, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED))
        for number, event in enumerate(events, 1):
            event.event_id = number

    return with_events(change)


@forgery("histories", "history/0003.pb.z", "the run that goes on from here is missing")
def the_last_run_left_out() -> bytes:
    runs = load(SEVERAL)[0].runs
    return of_evidence(SEVERAL, runs=runs[:3])


@forgery("replay", RUN, "the history ends before fact 4, which is kept elsewhere (history_broken)")
def a_history_cut_at_its_end() -> bytes:
    return with_events(lambda events: events.__delitem__(slice(18, None)))


@forgery("replay", RUN, "today's code takes another way")
def a_history_of_another_way() -> bytes:
    def change(events: list[HistoryEvent]) -> None:
        payload = events[0].workflow_execution_started_event_attributes.input.payloads[0]
        payload.data = payload.data.replace(b'"web"', b'"merpati"')

    return with_events(change)


@forgery("replay", "history/0003.pb.z", "asks for this with another input (nondeterministic)")
def another_case_carried_over_to_a_later_run() -> bytes:
    golden = load(SEVERAL)[0]
    runs = [
        WorkflowHistory(
            golden.number, [HistoryEvent.FromString(event.SerializeToString()) for event in run.events]
        )
        for run in golden.runs
    ]
    ended = runs[-2].events[-1].workflow_execution_continued_as_new_event_attributes.input
    began = runs[-1].events[0].workflow_execution_started_event_attributes.input
    for each in (ended, began):
        start = json.loads(each.payloads[0].data)
        start["case"]["highest_level"] = 3
        each.payloads[0].data = json.dumps(start).encode()
    return of_evidence(SEVERAL, runs=runs)


# -- calendars, policy, deadlines


@forgery("calendars", "calendars.json", "holds other calendars than the facts")
def a_calendar_with_another_version() -> bytes:
    return with_json(bundle(STRAIGHT), "calendars.json", lambda calendars: calendars[0].update(version=9))


@forgery("policy", "policy.json", "holds another policy than the facts")
def a_policy_with_other_limits() -> bytes:
    return with_json(
        bundle(STRAIGHT), "policy.json", lambda policies: policies[0]["limits"].update(disputes=9)
    )


def fooled(evidence: audit.Evidence) -> Verdict:
    """An engine that finds whatever the forged facts say."""
    return Verdict.of(evidence.report, evidence.source, 0, 0, [])


FORGED = built.facts_after(
    "calendar_changed_in_the_middle", lambda facts: facts[-2]["data"].update(new_due_on="2026-12-04")
)


@forgery("explanations", "facts.json", "no count leads to the due instant", fooled)
def a_deadline_that_does_not_count_up() -> bytes:
    return built.of_facts("calendar_changed_in_the_middle", FORGED)


# -- the ledger


@forgery("inclusion", "proofs.json", "proves other facts than these")
def a_fact_without_a_proof() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs["inclusions"].pop())


@forgery("inclusion", "proofs.json", "proves other facts than these")
def proofs_in_another_order() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs["inclusions"].reverse())


@forgery("inclusion", "proofs.json", "is not proved to be in the log")
def a_proof_changed() -> bytes:
    return with_json(
        bundle(STRAIGHT),
        "proofs.json",
        lambda proofs: proofs["inclusions"][2]["path"].__setitem__(0, "00" * 32),
    )


@forgery("inclusion", "proofs.json", "is not proved to be in the log")
def a_fact_that_was_never_logged() -> bytes:
    return of_evidence(STRAIGHT, heads=other_ledger().heads)


@forgery("inclusion", "proofs.json", "where the head has")
def proofs_under_another_head() -> bytes:
    told = evidence(load(STRAIGHT)[0])
    return of_evidence(STRAIGHT, heads=Heads(keys=told.heads.keys, heads=told.heads.heads[:1]))


def other_ledger() -> Evidence:
    """What would be known under a ledger that holds another report in this one's place."""
    golden = load(STRAIGHT)[0]
    return evidence(replace(golden, facts=tuple({**wire, "digest": "cd" * 32} for wire in golden.facts)))


def with_heads(change: Callable[[list[Head]], Any], name: str = STRAIGHT) -> bytes:
    """Other heads, signed for in the manifest."""
    told = evidence(load(name)[0])
    heads = list(told.heads.heads)
    change(heads)
    return of_evidence(name, heads=Heads(keys=told.heads.keys, heads=heads))


@forgery("heads", "heads.json", "signature does not fit")
def a_head_signed_again_by_a_stranger() -> bytes:
    def change(heads: list[Head]) -> None:
        content = heads[-1].signed()
        heads[-1] = heads[-1].model_copy(update={"signature": STRANGER.sign(content)})

    return with_heads(change)


@forgery("heads", "heads.json", "signed by a key that the log never had")
def a_head_of_a_stranger() -> bytes:
    def change(heads: list[Head]) -> None:
        last = heads[-1]
        at = instants.read(last.at)
        heads[-1] = Head.of(STRANGER, last.log, last.size, bytes.fromhex(last.root), at, heads[0])

    return with_heads(change)


@forgery("heads", "heads.json", "names another one before it")
def a_head_left_out() -> bytes:
    def change(heads: list[Head]) -> None:
        last = heads[-1]
        at = instants.read(last.at)
        heads[-1] = Head.of(KEY, last.log, last.size, bytes.fromhex(last.root), at, last)

    return with_heads(change)


@forgery("heads", "proofs.json", "proves otherwise than from the first head to the last")
def heads_without_a_proof_between() -> bytes:
    return with_json(bundle(STRAIGHT), "proofs.json", lambda proofs: proofs.update(consistency=None))


@forgery("heads", "proofs.json", "does not begin with that at")
def a_proof_between_heads_changed() -> bytes:
    return with_json(
        bundle(STRAIGHT),
        "proofs.json",
        lambda proofs: proofs["consistency"]["path"].__setitem__(0, "00" * 32),
    )


@forgery("heads", "proofs.json", "does not begin with that at")
def an_earlier_head_that_held_something_else() -> bytes:
    def change(heads: list[Head]) -> None:
        other = Ledger([replace_digest(each) for each in EARLIER])
        daily = other.heads((len(EARLIER), built.DAILY, KEY))[0]
        last = heads[-1]
        at = instants.read(last.at)
        heads[:] = [daily, Head.of(KEY, last.log, last.size, bytes.fromhex(last.root), at, daily)]

    return with_heads(change)


def replace_digest(leaf: Any) -> Any:
    """The same leaf of another fact."""
    return leaf.model_copy(update={"digest": "ef" * 32})


@forgery("covers", "heads.json", "ends with another head than the manifest names")
def another_head_named() -> bytes:
    return signed(members_of(bundle(STRAIGHT)), head="00" * 32)


@forgery("covers", MANIFEST, "is dated before the head that it names")
def a_bundle_dated_back() -> bytes:
    early = instants.written(built.DAILY)
    return signed(members_of(bundle(STRAIGHT)), made_at=early)


# -- the record and the exports


def with_record(change: Callable[[Any], Any]) -> bytes:
    """A database that held something else."""
    return with_json(bundle(STRAIGHT), "record.json", change)


@forgery("record", "record.json", "row different (stage)")
def another_stage_in_the_database() -> bytes:
    return with_record(lambda record: record["row"][""].update(stage="follow_up"))


@forgery("record", "record.json", "fact 2 different (actor)")
def a_fact_changed_in_the_database() -> bytes:
    return with_record(lambda record: record["fact"]["2"]["actor"].update(id="a_siapa"))


@forgery("record", "record.json", "fact 6 missing")
def a_fact_deleted_in_the_database() -> bytes:
    return with_record(lambda record: record["fact"].pop("6"))


@forgery("record", "record.json", "fact 7 extra")
def a_fact_inserted_in_the_database() -> bytes:
    return with_record(lambda record: record["fact"].update({"7": record["fact"]["6"]}))


@forgery("record", "record.json", "task T261D0F367241-2 missing")
def a_task_deleted_in_the_database() -> bytes:
    return with_record(lambda record: record["task"].pop("T261D0F367241-2"))


@forgery("record", "record.json", "says more than it should of row")
def a_field_added_in_the_database() -> bytes:
    return with_record(lambda record: record["row"][""].update(note="Sudah diperiksa"))


@forgery("record", "record.json", "holds other tables than a record has")
def a_table_added_in_the_database() -> bytes:
    return with_record(lambda record: record.update(note={}))


@forgery("ocel", "ocel.json", "tells otherwise than the facts")
def an_event_log_with_an_event_less() -> bytes:
    return with_json(bundle(STRAIGHT), "ocel.json", lambda log: log["events"].pop())


@forgery("prov", "prov.json", "tells otherwise than the facts")
def a_provenance_of_somebody_else() -> bytes:
    return with_json(bundle(STRAIGHT), "prov.json", lambda document: document["agent"].pop("actor:a_pusat"))
