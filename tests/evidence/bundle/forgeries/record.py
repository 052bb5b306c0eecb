"""Of the database and of the exports."""

from collections.abc import Callable
from typing import Any

from tests.evidence.bundle import built
from tests.evidence.bundle.built import bundle, with_json
from tests.evidence.bundle.forgeries.making import STRAIGHT, forgery
from tests.histories.golden import load

NUMBER = load(STRAIGHT)[0].number


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


@forgery("record", "record.json", "fact 2 different")
def facts_swapped_in_the_database() -> bytes:
    def change(record: Any) -> None:
        facts = record["fact"]
        facts["2"], facts["3"] = facts["3"], facts["2"]

    return with_record(change)


@forgery("record", "record.json", "fact 2 different (at, recorded_at")
def a_fact_of_another_report_in_the_database() -> bytes:
    other = built.facts_of("asked_and_completed")[1]
    return with_record(lambda record: record["fact"].update({"2": other}))


@forgery("record", "record.json", f"task {NUMBER}-2 missing")
def a_task_deleted_in_the_database() -> bytes:
    return with_record(lambda record: record["task"].pop(f"{NUMBER}-2"))


@forgery("record", "record.json", "says more than it should of row")
def a_field_added_in_the_database() -> bytes:
    return with_record(lambda record: record["row"][""].update(note="Sudah diperiksa"))


@forgery("record", "record.json", "row different (escalation_level)")
def a_truth_for_a_number_in_the_database() -> bytes:
    return with_record(lambda record: record["row"][""].update(escalation_level=False))


@forgery("record", "record.json", "holds other tables than a record has")
def a_table_added_in_the_database() -> bytes:
    return with_record(lambda record: record.update(note={}))


@forgery("ocel", "ocel.json", "tells otherwise than the facts")
def an_event_log_with_an_event_less() -> bytes:
    return with_json(bundle(STRAIGHT), "ocel.json", lambda log: log["events"].pop())


@forgery("prov", "prov.json", "tells otherwise than the facts")
def a_provenance_of_somebody_else() -> bytes:
    return with_json(bundle(STRAIGHT), "prov.json", lambda document: document["agent"].pop("actor:a_pusat"))
