"""Of the engine's histories, and of facts beside them."""

import zlib

from temporalio.api.history.v1 import History

from tests.evidence.bundle import built
from tests.evidence.bundle.built import bundle, members_of, signed, with_json
from tests.evidence.bundle.forgeries.making import RUN, STRAIGHT, forgery, resigned
from tests.histories.golden import load


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
