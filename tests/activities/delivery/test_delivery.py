import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.delivery import LONGEST_PAUSE, DeliveryActivity, retry_pause
from activities.letters import LetterSettings
from activities.mail import Letter, NotSent
from activities.mail_transport import FolderTransport, SmtpTransport
from records.database import Pool, rows
from records.keys.store import KeyStore
from runtime.ports import free_port
from tests.activities.delivery.conftest import REPORTER, STAFF, AddMessage
from tests.activities.delivery.sink import Sink
from tests.activities.delivery.story import told
from tests.records import samples
from workflows.activity_loop import ActivityLimits

Submit = Callable[..., Awaitable[None]]
FROM = "tuntas@contoh.invalid"


async def deliver(url: str, keys: KeyStore, transport: Any, seconds: float = 0.8) -> int:
    """One shift of delivery; returns how many letters left."""
    return await ActivityEnvironment().run(
        DeliveryActivity(url, keys, transport).deliver, ActivityLimits(seconds)
    )


async def row(pool: Pool, id_: int) -> dict[str, Any]:
    (found,) = await rows(pool, "select * from messages where id = %s", [id_])
    return dict(found)


class MemoryTransport:
    """A transport that keeps letters; to recipients in `fails` it raises that."""

    def __init__(self, **fails: NotSent | Exception) -> None:
        self.letters: list[Letter] = []
        self.fails = fails

    async def send(self, letter: Letter) -> None:
        await asyncio.sleep(0.001)
        if failure := self.fails.get(letter.file_as):
            raise failure
        self.letters.append(letter)

    async def disconnect(self) -> None:
        pass

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for letter in self.letters]


async def test_what_is_due_leaves_in_order_and_only_once(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    now = datetime.now(UTC)
    ids = [await add_message(f"LPR-{ago}", send_at=now - timedelta(minutes=ago)) for ago in (1, 3, 2)]
    later = await add_message("LPR-LATER", send_at=now + timedelta(hours=1))
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 3
    assert await deliver(database, keys, hole) == 0
    assert hole.subjects == [f"Eskalasi tingkat 1: laporan LPR-{ago}" for ago in (3, 2, 1)]
    assert hole.letters[0].body.startswith("Yth. Siti Rahmawati,\n\nTenggat tanggapan pertama laporan LPR-3 ")
    assert "Jumat, 27 November 2026" in hole.letters[0].body
    assert "Dinas Pelayanan, Kementerian Kesehatan" in hole.letters[0].body
    sent = [await row(pool, id_) for id_ in ids]
    assert all(each["sent_at"] and each["attempts"] == 1 and each["error"] is None for each in sent)
    assert (await row(pool, later))["sent_at"] is None


async def test_rungs_of_one_instant_to_one_person_leave_as_one_letter_across_reports(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    due = datetime.now(UTC) - timedelta(minutes=1)
    one = {"batch": "2026-11-26T17:00:00.000000Z", "send_at": due}
    together = [await add_message(f"LPR-{number}", **one) for number in (1, 2, 3)]
    await add_message("LPR-1", 2, recipient="a_2", **one)
    await add_message("LPR-4", batch="another instant", send_at=due)
    await add_message("LPR-5", send_at=due)
    await rows(pool, "update messages set leaves_at = send_at")
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 4
    (many,) = [letter for letter in hole.letters if letter.subject == "3 pemberitahuan tenggat laporan"]
    assert [f"{number}. Tenggat tanggapan pertama laporan LPR-{number}" in many.body for number in (1, 2, 3)]
    assert {(await row(pool, id_))["sent_at"] for id_ in together} == {
        (await row(pool, together[0]))["sent_at"]
    }


async def test_what_is_recorded_moments_later_still_joins_its_batch(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    due = datetime.now(UTC) - timedelta(seconds=1)
    hole = MemoryTransport()
    shift = asyncio.create_task(deliver(database, keys, hole, 3))
    for number in (1, 2):
        await add_message(f"LPR-{number}", batch="one", send_at=due)
        await asyncio.sleep(0.6)
    assert hole.letters == []
    await shift
    assert hole.subjects == ["2 pemberitahuan tenggat laporan"]


async def test_two_couriers_share_the_work_and_no_letter_between_them(
    database: str, keys: KeyStore, pool: Pool, add_message: AddMessage
) -> None:
    due = datetime.now(UTC) - timedelta(minutes=1)
    for number in range(40):
        await add_message(f"LPR-{number}", batch=f"batch {number % 8}" if number < 16 else None, send_at=due)
    await rows(pool, "update messages set leaves_at = send_at")
    hole = MemoryTransport()
    left = await asyncio.gather(*(deliver(database, keys, hole, 1) for _ in range(3)))
    assert sum(left) == len(hole.letters) == len({letter.id for letter in hole.letters}) == 8 + 24
    assert hole.subjects.count("2 pemberitahuan tenggat laporan") == 8


async def test_a_message_posted_while_the_courier_waits_leaves_at_once(
    database: str, keys: KeyStore, add_message: AddMessage
) -> None:
    hole = MemoryTransport()
    shift = asyncio.create_task(deliver(database, keys, hole, 2))
    await asyncio.sleep(0.5)
    await add_message("LPR-1")
    await asyncio.sleep(0.7)
    assert len(hole.letters) == 1
    await add_message("LPR-2", send_at=datetime.now(UTC) + timedelta(seconds=0.3))
    assert await shift == 2


async def test_a_letter_that_fails_blocks_no_other_and_is_tried_later_and_later(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    failing = await add_message("LPR-1", recipient="a_2")
    await add_message("LPR-2")
    hole = MemoryTransport(agus=NotSent("recipient_refused_451"))
    assert await deliver(database, keys, hole) == 1
    failed = await row(pool, failing)
    assert (failed["attempts"], failed["error"], failed["given_up_at"]) == (1, "recipient_refused_451", None)
    assert timedelta(seconds=3) < failed["leaves_at"] - datetime.now(UTC) <= timedelta(seconds=5)
    await rows(pool, "update messages set leaves_at = now(), attempts = 4 where id = %s", [failing])
    assert await deliver(database, keys, hole) == 0
    assert (await row(pool, failing))["leaves_at"] - datetime.now(UTC) > timedelta(seconds=70)
    await rows(pool, "update messages set leaves_at = now() where id = %s", [failing])
    assert await deliver(database, keys, MemoryTransport()) == 1
    assert (await row(pool, failing))["error"] is None


def test_pauses_double_up_to_a_quarter_of_an_hour() -> None:
    assert [retry_pause(attempts).seconds for attempts in range(4)] == [5, 10, 20, 40]
    assert retry_pause(9) == retry_pause(10_000) == LONGEST_PAUSE


async def test_a_mistake_of_ours_in_one_letter_holds_up_no_other(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    broken = await add_message("LPR-1", data={"stage": "a new stage", "at": "2026-11-26T01:00:00.000000Z"})
    unknown = await add_message("LPR-2", template="applauded")
    await add_message("LPR-3")
    assert await deliver(database, keys, MemoryTransport()) == 1
    assert (await row(pool, broken))["error"] == "mistake_KeyError"
    assert (await row(pool, unknown))["error"] == "unknown_template"
    assert (await row(pool, unknown))["given_up_at"] is None


async def test_a_server_that_is_away_costs_one_letter_an_attempt_and_the_rest_nothing(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    first, second = await add_message("LPR-1"), await add_message("LPR-2")
    assert await deliver(database, keys, SmtpTransport(f"smtp://127.0.0.1:{free_port()}", FROM)) == 0
    assert (await row(pool, first))["error"].startswith("server_away")
    assert (await row(pool, second))["attempts"] == 0


async def test_a_batch_recorded_twice_makes_one_letter_each(
    database: str, pool: Pool, keys: KeyStore
) -> None:
    chain = samples.facts("LPR-E", 1)
    audience = [{"role": "liaison_officer", "agency": "kemenkes", "unit": "layanan", "officer": None}]
    notices = [samples.notice(1, audience, data=STAFF)]
    for _ in range(2):
        await samples.record(pool, samples.batch("LPR-E", chain, notices=notices))
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 0, "a workflow task may still be discarded"
    await rows(pool, "update messages set leaves_at = now() where report = 'LPR-E'")
    assert await deliver(database, keys, hole) == 2
    assert sorted(letter.file_as for letter in hole.letters) == ["agus", "siti"]
    await samples.record(pool, samples.batch("LPR-E", chain, notices=notices))
    assert await deliver(database, keys, hole) == 0


async def test_a_reporter_is_written_to_by_name_at_the_sealed_address(
    database: str, keys: KeyStore, add_message: AddMessage, submit: Submit, sink: Sink
) -> None:
    await submit("LPR-A", name="Budi Santoso", email="budi@contoh.invalid")
    await add_message("LPR-A", 5, "reporter", template="responded")
    assert await deliver(database, keys, SmtpTransport(sink.url, FROM)) == 1
    (mail,) = sink.taken
    assert mail["To"] == "Budi Santoso <budi@contoh.invalid>"
    assert mail.get_content().startswith("Yth. Budi Santoso,")


@pytest.mark.parametrize(
    ("recipient", "contact", "error"),
    [
        ("reporter", {"name": "Budi"}, "no_channel"),
        ("reporter", {}, "no_identity"),
        ("a_2", {}, "no_address"),
        ("a_gone", {}, "account_disabled"),
    ],
)
async def test_who_cant_be_reached_by_mail_is_recorded_and_given_up(
    database: str,
    pool: Pool,
    keys: KeyStore,
    add_message: AddMessage,
    submit: Submit,
    sink: Sink,
    recipient: str,
    contact: dict[str, str],
    error: str,
) -> None:
    report = f"LPR-{error}"
    if contact:
        await submit(report, **contact)
    id_ = await add_message(report, 2, recipient, template="extended")
    assert await deliver(database, keys, SmtpTransport(sink.url, FROM)) == 0
    found = await row(pool, id_)
    assert (found["error"], found["sent_at"]) == (error, None)
    assert found["given_up_at"] is not None
    assert sink.taken == []


async def test_a_reporter_with_a_telephone_number_only_is_left_to_those_who_call(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit
) -> None:
    await submit("LPR-T", name="Budi", phone="+6281234567890")
    ids = [await add_message("LPR-T", fact, "reporter", template="extended") for fact in (2, 3)]
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 0
    assert hole.letters == []
    for id_ in ids:
        found = await row(pool, id_)
        assert (found["channel"], found["error"], found["given_up_at"]) == ("phone", None, None)


@pytest.mark.parametrize("email", ["budi@contoh.invalid", "b..udi@contoh.invalid"])
async def test_a_reporter_whose_address_takes_no_mail_is_called_where_a_number_is_known(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit, sink: Sink, email: str
) -> None:
    sink.refusing["budi@contoh.invalid"] = "550 no such user"
    await submit(f"LPR-U-{email}", name="Budi", email=email, phone="+6281234567890")
    await submit(f"LPR-V-{email}", name="Budi", email=email)
    ids = [await add_message(f"LPR-{each}-{email}", 2, "reporter", template="extended") for each in "UV"]
    assert await deliver(database, keys, SmtpTransport(sink.url, FROM)) == 0
    known, unknown = [await row(pool, id_) for id_ in ids]
    assert known["error"] == unknown["error"] != None  # noqa: E711  # in a chain
    assert (known["channel"], known["given_up_at"]) == ("phone", None)
    assert (unknown["channel"], unknown["given_up_at"] is None) == ("email", False)


async def test_a_folder_shows_what_would_be_sent_to_those_without_an_address_too(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit, tmp_path: Path
) -> None:
    await submit("LPR-B", name="Budi")
    due = datetime(2026, 11, 23, 1, tzinfo=UTC)
    ids = [
        await add_message("LPR-B", 2, "reporter", template="forwarded", send_at=due),
        await add_message("LPR-B", 3, "a_2"),
    ]
    assert await deliver(database, keys, FolderTransport(tmp_path, "contoh.invalid")) == 2
    names = sorted(path.name.split("-", 1)[1] for path in tmp_path.iterdir())
    assert names == [f"agus-{ids[1]}.txt", f"pelapor-{ids[0]}.txt"]
    (file,) = tmp_path.glob("20261123T010000Z-pelapor-*")
    assert file.read_text("utf-8").startswith("To: Budi\nSubject: Laporan LPR-B diteruskan ke Kem")


async def test_letters_are_signed_and_name_the_page_as_it_is_set(
    database: str, keys: KeyStore, add_message: AddMessage, submit: Submit, tmp_path: Path
) -> None:
    await submit("LPR-S", name="Budi")
    due = datetime(2026, 11, 23, 1, tzinfo=UTC)
    await add_message("LPR-S", 2, "reporter", template="submitted", send_at=due)
    await add_message("LPR-S", 3, "a_2", send_at=due)
    head = LetterSettings("Inspektorat Contoh", "https://lapor.contoh.invalid")
    work = DeliveryActivity(database, keys, FolderTransport(tmp_path, "contoh.invalid"), head)
    assert await ActivityEnvironment().run(work.deliver, ActivityLimits(0.5)) == 2
    letters = {path.name.split("-")[1]: path.read_text("utf-8") for path in tmp_path.iterdir()}
    assert all("\n\nSalam hormat,\nInspektorat Contoh\n\n--\n" in letter for letter in letters.values())
    assert "kapan saja di https://lapor.contoh.invalid/lacak?nomor=LPR-S." in letters["pelapor"]
    assert "lapor.contoh" not in letters["agus"]


async def test_a_reporter_whose_key_is_destroyed_is_recorded_as_erased(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, submit: Submit
) -> None:
    await submit("LPR-C", name="Budi", email="budi@contoh.invalid")
    id_ = await add_message("LPR-C", 2, "reporter", template="merged")
    await keys.destroy("LPR-C")
    hole = MemoryTransport()
    assert await deliver(database, keys, hole) == 0
    found = await row(pool, id_)
    assert (found["error"], found["given_up_at"] is None, hole.letters) == ("erased", False, [])


async def test_nothing_personal_is_stored_or_logged_in_plain(
    database: str,
    pool: Pool,
    keys: KeyStore,
    add_message: AddMessage,
    submit: Submit,
    sink: Sink,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await submit("LPR-D", name="Budi Santoso", email="budi@contoh.invalid")
    sink.refusing["budi@contoh.invalid"] = "550 Budi Santoso is unknown here"
    await add_message("LPR-D", 2, "reporter", template="split")
    assert await deliver(database, keys, SmtpTransport(sink.url, FROM)) == 0
    stored = json.dumps([dict(each) for each in await rows(pool, "select * from messages")], default=str)
    for text in (stored, caplog.text, repr([vars(record) for record in caplog.records])):
        assert "Budi" not in text
        assert "budi@" not in text
    assert "recipient_refused_550" in stored


async def test_with_sql_away_a_shift_fails_by_kind_and_the_next_one_goes_on(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage
) -> None:
    hole = MemoryTransport()
    shift = asyncio.create_task(deliver(database, keys, hole, 5))
    await asyncio.sleep(0.4)
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as other:
        await other.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity "
            "where datname = current_database() and pid <> pg_backend_pid()"
        )
    with pytest.raises(ApplicationError, match=r"^record_away: SQL"):
        await shift
    await add_message("LPR-1")
    assert await deliver(database, keys, hole) == 1


async def test_whoever_takes_over_sends_again_what_was_sent_but_not_marked(
    database: str, pool: Pool, keys: KeyStore, add_message: AddMessage, sink: Sink
) -> None:
    await add_message("LPR-1")
    await add_message("LPR-2")
    sink.stalling = asyncio.Event()
    shift = asyncio.create_task(deliver(database, keys, SmtpTransport(sink.url, FROM), 30))
    await sink.stalling.wait()
    shift.cancel()
    with pytest.raises(asyncio.CancelledError):
        await shift
    sink.stalling = None
    assert await deliver(database, keys, SmtpTransport(sink.url, FROM)) == 2
    ids: Sequence[str] = [mail["Message-ID"] for mail in sink.taken]
    assert ids[0] == ids[1] != ids[2]


async def test_a_shift_is_handed_on_at_once_when_its_worker_shuts_down(database: str, keys: KeyStore) -> None:
    environment = ActivityEnvironment()
    work = DeliveryActivity(database, keys, MemoryTransport()).deliver
    shift = asyncio.create_task(environment.run(work, ActivityLimits(60)))
    await asyncio.sleep(0.3)
    environment.worker_shutdown()
    with pytest.raises(ApplicationError, match="worker_shutdown") as failed:
        await asyncio.wait_for(shift, 2)
    assert not failed.value.non_retryable


def test_what_the_tests_post_looks_like_what_reports_post() -> None:
    """The made-up data has the fields of real notices, so that these tests speak of the real thing."""
    for notice in told():
        made_up = REPORTER if notice["audience"][0]["role"] == "reporter" else STAFF
        assert {"stage", "agency", "unit", "due_on", "at"} <= notice["data"].keys() & made_up.keys()
