from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from activities.mail import Letter, NotSent
from activities.mail_transport import FolderTransport, SmtpTransport
from runtime.ports import free_port
from tests.activities.delivery.sink import Sink

FROM = "Tuntas <tuntas@contoh.invalid>"
LETTER = Letter(
    id="abc",
    number=7,
    file_as="siti",
    to_reporter=False,
    name="Siti Rahmawati",
    email="siti@contoh.invalid",
    phone=None,
    subject="Tugas baru: laporan 7K3M",
    body="Yth. Siti Rahmawati,\n\nAda tugas baru – mohon dibaca.\n",
    at=datetime(2026, 11, 26, 1, tzinfo=UTC),
)


async def test_a_folder_takes_a_letter_as_a_readable_file_that_only_its_owner_opens(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    await FolderTransport(folder, "contoh.invalid").send(LETTER)
    await FolderTransport(folder, "contoh.invalid").send(LETTER)
    (file,) = folder.iterdir()
    assert file.name == "20261126T010000Z-siti-7.txt"
    assert file.read_text("utf-8") == (
        "To: Siti Rahmawati <siti@contoh.invalid>\nSubject: Tugas baru: laporan 7K3M\n"
        "Message-ID: <abc@contoh.invalid>\n\n"
        "Yth. Siti Rahmawati,\n\nAda tugas baru – mohon dibaca.\n"
    )
    assert (file.stat().st_mode & 0o777, folder.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_a_folder_takes_letters_to_people_without_an_address_and_lets_no_name_out_of_it(
    tmp_path: Path,
) -> None:
    await FolderTransport(tmp_path, "contoh.invalid").send(
        replace(LETTER, email=None, phone="0812", file_as="../siti")
    )
    (file,) = tmp_path.iterdir()
    assert file.read_text("utf-8").startswith("To: Siti Rahmawati 0812\n")


async def test_a_folder_that_cant_be_written_to_is_away(tmp_path: Path) -> None:
    (tmp_path / "messages").write_text("a file")
    with pytest.raises(NotSent, match="folder_unwritable") as failed:
        await FolderTransport(tmp_path / "messages", "contoh.invalid").send(LETTER)
    assert failed.value.away


async def test_mail_arrives_as_it_was_written_over_one_connection(sink: Sink) -> None:
    transport = SmtpTransport(sink.url, FROM)
    await transport.send(LETTER)
    await transport.send(LETTER)
    await transport.disconnect()
    await transport.disconnect()
    assert sink.connections == 1
    one, other = sink.taken
    assert one["To"] == "Siti Rahmawati <siti@contoh.invalid>"
    assert one["From"] == FROM
    assert one["Subject"] == LETTER.subject
    assert one["Message-ID"] == other["Message-ID"] == "<abc@contoh.invalid>"
    assert one["Auto-Submitted"] == "auto-generated"
    assert one.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.parametrize(
    ("answer", "kind", "for_good"),
    [("550 no such user", "recipient_refused_550", True), ("451 later", "recipient_refused_451", False)],
)
async def test_a_refused_recipient_is_given_up_or_tried_later_as_the_server_says(
    sink: Sink, answer: str, kind: str, for_good: bool
) -> None:
    sink.refusing["siti@contoh.invalid"] = answer
    transport = SmtpTransport(sink.url, FROM)
    with pytest.raises(NotSent, match=kind) as failed:
        await transport.send(LETTER)
    assert (failed.value.for_good, failed.value.away) == (for_good, False)
    await transport.send(replace(LETTER, email="agus@contoh.invalid"))
    await transport.disconnect()
    assert len(sink.taken) == 1


async def test_a_server_that_isnt_there_is_away() -> None:
    transport = SmtpTransport(f"smtp://127.0.0.1:{free_port()}", FROM)
    with pytest.raises(NotSent, match="server_away") as failed:
        await transport.send(LETTER)
    assert failed.value.away
    assert not failed.value.for_good


async def test_where_encryption_is_insisted_on_nothing_is_said_without(sink: Sink) -> None:
    transport = SmtpTransport(f"starttls://user:secret@127.0.0.1:{sink.port}", FROM)
    with pytest.raises(NotSent) as failed:
        await transport.send(LETTER)
    assert failed.value.away
    await transport.disconnect()
    assert sink.taken == []


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"email": None}, "no_address"),
        ({"email": None, "to_reporter": True, "phone": "0812"}, "no_channel"),
        ({"email": "not an address"}, "bad_address"),
        ({"email": "x@y.invalid\r\nBcc: z@y.invalid"}, "bad_address"),
        ({"email": ""}, "bad_address"),
        ({"email": "ä@y.invalid"}, "bad_address"),
        ({"subject": "Laporan\r\nBcc: z@y.invalid"}, "unsafe_header"),
    ],
)
async def test_who_cant_be_written_to_is_told_by_kind_and_never_tried_again(
    sink: Sink, changed: dict[str, str], kind: str
) -> None:
    transport = SmtpTransport(sink.url, FROM)
    with pytest.raises(NotSent) as failed:
        await transport.send(replace(LETTER, **changed))  # type: ignore[arg-type]  # any field
    await transport.disconnect()
    assert (failed.value.kind, failed.value.for_good) == (kind, True)
    assert sink.taken == []


async def test_a_domain_in_other_letters_leaves_in_the_form_that_every_server_knows(sink: Sink) -> None:
    transport = SmtpTransport(sink.url, FROM, "tuntas.contoh.invalid")
    await transport.send(replace(LETTER, email="siti@bücher.invalid"))
    await transport.disconnect()
    assert b"<siti@xn--bcher-kva.invalid>" in sink.raw[0]
    assert sink.taken[0]["Message-ID"] == "<abc@tuntas.contoh.invalid>"


@pytest.mark.parametrize("url", ["http://mail:25", "smtp://", "mail.example.org"])
def test_an_unusable_mail_server_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="TUNTAS_SMTP_URL"):
        SmtpTransport(url, FROM)
    with pytest.raises(ValueError, match="TUNTAS_MAIL_FROM"):
        SmtpTransport("smtp://mail", "nobody")


def test_a_letter_shows_nobody_in_a_log() -> None:
    assert "Siti" not in repr(LETTER)
    assert "siti@" not in repr(LETTER)
