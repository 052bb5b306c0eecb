"""Of members and of what documents may say."""

import json
from collections.abc import Callable

from evidence import canonical_json
from evidence import strict_zip as strict
from evidence.bundle.contents import OTHERS
from tests.evidence.bundle import built
from tests.evidence.bundle.built import bundle, members_of, signed, with_json
from tests.evidence.bundle.forgeries.making import STRAIGHT, forgery, resigned, with_member, without
from tests.histories.golden import load


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
    return strict.write_zip(
        {**members, "calendars.json": members["policy.json"], "policy.json": members["calendars.json"]}
    )


@forgery("members", "facts.json", "was altered")
def a_member_of_another_bundle() -> bytes:
    return with_member("facts.json", members_of(bundle("lapsed_at_the_unit"))["facts.json"])


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
    return resigned("facts.json", canonical_json.format_canonical({"facts": built.facts_of(STRAIGHT)}))


@forgery("documents", "facts.json", "holds no fact")
def no_facts() -> bytes:
    return resigned("facts.json", canonical_json.format_canonical([]))


@forgery("documents", "facts.json", "in their written form")
def facts_with_a_field_more() -> bytes:
    return with_json(bundle(STRAIGHT), "facts.json", lambda facts: facts[0].update(note="ya"))


@forgery("documents", "facts.json", "in their written form")
def facts_with_sealed_text() -> bytes:
    facts = list(load(STRAIGHT)[0].facts)
    return resigned("facts.json", canonical_json.format_canonical(facts))


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
