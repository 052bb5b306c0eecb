"""One decision upon many tasks: each is judged by itself, made once, and told."""

import asyncio
from typing import Any

import pytest

from api.bulks.kinds import FIELDS_IN_BULK
from api.services import Services
from records.database import rows
from records.reports import bulks
from tests.api.authority_sample import settled
from tests.api.bulks import (
    ARCHIVE,
    NOTE,
    NUDGE,
    act,
    carried_out,
    count_sealed,
    finished,
    send,
    submit_all,
    tasks_of,
)
from tests.api.colleagues import submit_to_unit
from tests.api.looks import Noted
from tests.api.people import People
from workflows.procedure.model.decision_fields import FIELDS

FOREIGN = "admin.pemprov-aceh"
NOWHERE = "7K3M-9QXT-2VHW-5-1"
FORWARD: dict[str, Any] = {"kind": "forward", "agency": "kemenkes"}


@pytest.fixture(scope="module", autouse=True)
async def directory(services: Services) -> None:
    await settled(services)


def test_every_field_of_a_bulk_is_one_of_its_decision() -> None:
    for kind, names in FIELDS_IN_BULK.items():
        fields = {each.name: each for each in FIELDS[kind]}
        assert set(names) <= set(fields)
        assert {name for name, each in fields.items() if each.required} <= set(names)


async def test_every_task_is_decided_once_and_told(people: People, services: Services) -> None:
    reports = await submit_all(people, 5)
    told, items = await carried_out(people, "pusat", tasks_of(reports), ARCHIVE)
    assert (told["state"], told["total"], told["stands"], told["repeatable"]) == ("finished", 5, 5, 0)
    assert (told["kind"], told["chosen"]) == ("archive", {"reason": "unclear"})
    assert [(each["tracking_number"], each["state"]) for each in items] == [
        (each.number, "stands") for each in reports
    ]
    for report in reports:
        kinds = [each["kind"] for each in await report.facts(source="live") if each["kind"] == "archived"]
        assert kinds == ["archived"]
    assert await count_sealed(services, told["id"]) == 0
    assert told["id"] in {each["id"] for each in (await people.get("pusat", "/v1/bulks")).json()["items"]}


async def test_each_report_keeps_its_own_class_and_category_where_none_is_given(people: People) -> None:
    plain = await people.submit(category="kesehatan", **{"class": "aspiration"})
    without = await people.submit(category=None)
    reports = [await each.recorded() for each in (plain, without)]
    previewed = (await send(people, "pusat", tasks_of(reports), FORWARD, preview=True)).json()
    assert [each["code"] for each in previewed["items"]] == [None, "category_needed"]
    told, items = await carried_out(people, "pusat", tasks_of(reports), FORWARD)
    assert [each["code"] for each in items] == [None, "category_needed"]
    assert told["stands"] == 1
    state = (await plain.get("pusat")).json()
    assert (state["class"], state["category"], state["agency"]) == ("aspiration", "kesehatan", "kemenkes")


async def test_a_preview_tells_what_then_happens_and_does_nothing(people: People) -> None:
    one, two, taken = await submit_all(people, 3)
    first = tasks_of([one, two, taken])
    assert (await taken.forward()).status_code == 200
    await taken.recorded()
    tasks = [*first, NOWHERE]
    previewed = await send(people, "pusat", tasks, ARCHIVE, preview=True)
    told = previewed.json()
    assert (told["stands"], told["refused"], told["total"]) == (2, 2, 4)
    assert {each["code"]: each["tasks"] for each in told["refusals"]} == {"task_not_open": 1, "not_found": 1}
    assert told["effects"][0]["reports"] == 2
    assert told["items"][0]["title"] == "Lampu jalan padam"
    assert (await one.get("pusat", source="live")).json()["stage"] == "central_verification"
    _done, items = await carried_out(people, "pusat", tasks, ARCHIVE)
    assert [(each["state"] == "stands", each["code"]) for each in items] == [
        (each["stands"], each["code"]) for each in told["items"]
    ]
    assert items[2]["decided_by_name"] == (await people.get("pusat", "/v1/me")).json()["name"]
    assert items[2]["decided_at"]


async def test_what_can_be_decided_is_offered_with_the_fields_of_a_bulk(people: People) -> None:
    reports = await submit_all(people, 2)
    told = (await send(people, "pusat", [*tasks_of(reports), NOWHERE], None, preview=True)).json()
    offers = {each["kind"]: each for each in told["decisions"]}
    assert {kind: each["tasks"] for kind, each in offers.items()} == {"forward": 2, "merge": 2, "archive": 2}
    fields = {each["name"]: each for each in offers["forward"]["fields"]}
    assert list(fields) == list(FIELDS_IN_BULK["forward"])
    assert [name for name, each in fields.items() if each["required"]] == ["agency"]
    assert any(each["value"] == "kemenkes" for each in fields["agency"]["choices"])


async def test_a_task_of_another_agency_and_one_that_never_was_are_told_alike(people: People) -> None:
    theirs = await submit_to_unit(people)
    await theirs.recorded()
    tasks = [theirs.task or "", NOWHERE, "0000-0000-0000-0-1"]
    previewed = (await send(people, FOREIGN, tasks, NUDGE, preview=True)).json()
    assert {(each["code"], each["title"]) for each in previewed["items"]} == {("not_found", None)}
    _told, items = await carried_out(people, FOREIGN, tasks, NUDGE)
    same = ("task", "tracking_number", "done_at")
    assert len({str({k: v for k, v in each.items() if k not in same}) for each in items}) == 1
    assert items[0]["code"] == "not_found"


async def test_a_bulk_is_its_authors_alone(people: People) -> None:
    reports = await submit_all(people, 1)
    told, _items = await carried_out(people, "pusat", tasks_of(reports), ARCHIVE)
    for who in ("pusat.dua", "pimpinan.pusat", "auditor", "admin.kemenkes"):
        for path in ("", "/items"):
            response = await people.get(who, f"/v1/bulks/{told['id']}{path}")
            assert (response.status_code, response.json()["code"]) == (404, "no_such_bulk")
        for what in ("stop", "repeat"):
            url = f"/v1/bulks/{told['id']}/{what}"
            assert (await people.http.post(url, headers=await people.headers(who))).status_code == 404
        assert told["id"] not in {e["id"] for e in (await people.get(who, "/v1/bulks")).json()["items"]}


async def test_the_same_key_makes_one_bulk_and_another_content_is_refused(people: People) -> None:
    reports = await submit_all(people, 2)
    tasks = tasks_of(reports)
    twice = await asyncio.gather(*(send(people, "pusat", tasks, ARCHIVE, "kunci-dua-kali") for _ in range(2)))
    assert {each.status_code for each in twice} == {202}
    assert len({each.json()["id"] for each in twice}) == 1
    other = await send(people, "pusat", tasks[:1], ARCHIVE, "kunci-dua-kali")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    told = await finished(people, "pusat", twice[0].json()["id"])
    assert told["stands"] == 2


@pytest.mark.parametrize(
    ("tasks", "decision", "field"),
    [
        ([f"7K3M-9QXT-2VHW-5-{at}" for at in range(501)], NUDGE, "tasks"),
        ([], NUDGE, "tasks"),
        (["penanda"], NUDGE, "tasks.0"),
        ([NOWHERE], None, "decision.kind"),
        ([NOWHERE], {"kind": "respond", "text": NOTE, "final": True}, "decision.kind"),
        ([NOWHERE], {"kind": "nudge"}, "decision.note"),
        ([NOWHERE], {"kind": "nudge", "note": "pendek"}, "decision.note"),
        ([NOWHERE], FORWARD | {"text": NOTE}, "decision.text"),
        ([NOWHERE], {"kind": "forward"}, "decision.agency"),
    ],
    ids=[
        "501 tasks",
        "none",
        "no id",
        "no decision",
        "not in bulk",
        "no note",
        "short",
        "a text",
        "no agency",
    ],
)
async def test_what_is_no_bulk_is_refused_whole(
    people: People, tasks: list[str], decision: dict[str, Any] | None, field: str
) -> None:
    response = await send(people, "pusat", tasks, decision)
    assert (response.status_code, response.json()["code"]) == (422, "malformed"), response.text
    assert [each["field"] for each in response.json()["errors"]] == [field]


async def test_merging_and_nudging_and_reassigning_in_bulk(people: People) -> None:
    original, *others = await submit_all(people, 3)
    merge = {"kind": "merge", "into": original.number.lower()}
    _told, items = await carried_out(people, "pusat", tasks_of([original, *others]), merge)
    assert [each["code"] for each in items] == ["merge_target", None, None]
    assert (await others[0].get("pusat")).json()["merged_into"] == original.number
    units = [await submit_to_unit(people) for _ in range(2)]
    tasks = tasks_of([await each.recorded() for each in units])
    told, _items = await carried_out(people, "pimpinan.kemenkes", tasks, NUDGE)
    assert told["stands"] == 2
    told, _items = await carried_out(people, "pimpinan.kemenkes", tasks, {"kind": "reassign", "to": "umum"})
    assert told["stands"] == 2
    assert {(await each.get("pimpinan.kemenkes")).json()["unit"] for each in units} == {"umum"}


async def test_a_refused_task_is_sent_again_only_while_that_may_help(
    people: People, services: Services
) -> None:
    report, over = await submit_all(people, 2)
    wrong = FORWARD | {"class": "aspiration", "supervisory": True}
    task = tasks_of([report, over])
    assert (await over.forward()).status_code == 200
    told, items = await carried_out(people, "pusat", task, wrong)
    assert [each["code"] for each in items] == ["supervisory_complaints_only", "task_not_open"]
    assert (told["refused"], told["repeatable"]) == (2, 1)
    await rows(
        services.pool,
        "update bulk_items set done_at = now() - interval '25 hours' where bulk = %s",
        [told["id"]],
    )
    await bulks.delete_old_bulks(services.pool)
    assert (await act(people, "pusat", told["id"], "repeat"))["state"] == "finished"
    assert await count_sealed(services, told["id"]) == 0


async def test_erasing_a_report_erases_what_a_bulk_holds_of_it(people: People, services: Services) -> None:
    erased, left = await submit_all(people, 2)
    wrong = FORWARD | {"class": "aspiration", "supervisory": True}
    told, _items = await carried_out(people, "pusat", tasks_of([erased, left]), wrong)
    assert await count_sealed(services, told["id"]) == 2
    await services.keys.destroy(erased.number)
    assert await count_sealed(services, told["id"]) == 1
    previewed = (await send(people, "pusat", tasks_of([erased, left]), ARCHIVE, preview=True)).json()
    assert [each["code"] for each in previewed["items"]] == ["erased", None]
    _told, items = await carried_out(people, "pusat", tasks_of([erased, left]), ARCHIVE)
    assert [each["code"] for each in items] == ["erased", None]


async def test_lists_and_bulks_are_deleted_in_time(people: People, services: Services) -> None:
    report = await people.submit()
    told, _items = await carried_out(people, "pusat", [report.task or ""], ARCHIVE)
    aged = "update bulks set made_at = now() - make_interval(days => %s) where id = %s"
    for days, is_left in ((29, True), (31, False)):
        await rows(services.pool, aged, [days, told["id"]])
        await bulks.delete_old_bulks(services.pool)
        response = await people.get("pusat", f"/v1/bulks/{told['id']}")
        assert (response.status_code == 200) is is_left


async def test_an_account_has_so_many_running_at_most(people: People, services: Services) -> None:
    report = await people.submit()
    who = "pimpinan.kemenkes"
    (account,) = await rows(services.pool, "select id from accounts where username = %s", [who])
    made = [(f"{at:032x}", account["id"], "nudge") for at in range(bulks.MOST_RUNNING)]
    for id_, author, kind in made:
        query = """insert into bulks (id, account, kind, has_more, left_out, begun_at)
        values (%s, %s, %s, false, 0, now())"""
        await rows(services.pool, query, [id_, author, kind])
        item = """insert into bulk_items (bulk, task, report, position, state, due_at)
        values (%s, %s, %s, 1, 'waiting', now() + interval '1 hour')"""
        await rows(services.pool, item, [id_, report.task, report.number])
    refused = await send(people, who, [report.task or ""], NUDGE)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_bulks")
    for id_, _author, _kind in made:
        await act(people, who, id_, "stop")
    assert (await send(people, who, [report.task or ""], NUDGE)).status_code == 202


async def test_looking_at_a_confidential_report_in_a_bulk_is_noted(people: People, noted: Noted) -> None:
    secret, plain = await people.submit(confidential=True), await people.submit()
    tasks = tasks_of([await secret.recorded(), await plain.recorded()])
    await noted.begin()
    assert (await send(people, "pusat", tasks, ARCHIVE, preview=True)).status_code == 200
    assert ("pusat", "read_confidential", [secret.number]) in await noted.acts()
    told, _items = await carried_out(people, "pusat", tasks, ARCHIVE)
    assert ("pusat", "read_confidential", [secret.number]) in await noted.acts()
    await people.get("pusat", f"/v1/bulks/{told['id']}")
    assert await noted.acts() == []
