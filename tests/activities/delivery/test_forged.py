"""Whatever names and addresses hold, a letter leaves with our headers and our text, and nothing else."""

import re
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import compat32
from email.utils import getaddresses
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities import mail
from activities.mail import NotSent
from activities.mail_transport import FolderTransport, SmtpTransport
from tests.activities.delivery.sink import Sink
from tests.activities.delivery.test_mail_transport import FROM, LETTER

FORGING = "=?utf-8?q?x=22_<a@b.id>=0aFrom:_M_<m@b.id>=0aSubject:_S=0a=0aisi?="
NAMES = (
    FORGING,
    FORGING.replace("utf-8?q", "us-ascii?Q"),
    "=?utf-8?b?eCIgPGFAYi5pZD4KRnJvbTogTSA8bUBiLmlkPgoKaXNp?=",
    "=?utf-8?q?x=0d=0aBcc:_m@b.id?=",
    "Siti =?utf-8?q?=0aReply-To=3a_m=40b.id?= Aminah",
    "Siti\nBcc: m@b.id",
    "Siti\r\nBcc: m@b.id\r\n\r\nisi",
    "Siti\rBcc: m@b.id",
    "Siti\u2028Bcc: m@b.id",
    "Siti\x85Bcc: m@b.id",
    "Siti\x0bBcc: m@b.id",
    'Siti" <m@b.id>, "M',
    "Siti <m@b.id>, M",
)
HEADERS = (
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding",
)  # fmt: skip


def headers(raw: bytes) -> list[str]:
    """The names of all headers, read as plainly as a mail server does."""
    head = raw.split(b"\r\n\r\n", 1)[0].decode("ascii")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", head)
    return [line.split(":")[0] for line in head.split("\r\n") if line[0] not in " \t"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_adds_no_header_no_addressee_and_no_text(sink: Sink, name: str) -> None:
    transport = SmtpTransport(sink.url, FROM)
    await transport.send(replace(LETTER, name=name))
    await transport.disconnect()
    assert sorted(headers(sink.raw[0])) == sorted(HEADERS)
    (letter,) = sink.taken
    assert [each.addr_spec for each in letter["To"].addresses] == ["siti@contoh.invalid"]
    assert (letter["From"], letter["Subject"]) == (FROM, LETTER.subject)
    assert letter.get_content_type() == "text/plain"
    assert letter.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.parametrize("subject", [f"Laporan 7K3M diteruskan ke {name}" for name in NAMES])
async def test_a_subject_adds_no_header_and_no_text(sink: Sink, subject: str) -> None:
    transport = SmtpTransport(sink.url, FROM)
    try:
        await transport.send(replace(LETTER, subject=subject))
    except NotSent as refused:
        assert (refused.kind, refused.for_good) == ("unsafe_header", True)  # noqa: PT017  # either will do
    await transport.disconnect()
    for raw, letter in zip(sink.raw, sink.taken, strict=True):
        assert sorted(headers(raw)) == sorted(HEADERS)
        assert letter.get_content().replace("\r\n", "\n") == LETTER.body


@pytest.mark.parametrize("name", NAMES)
async def test_a_name_adds_no_header_to_a_letter_in_the_folder(tmp_path: Path, name: str) -> None:
    transport = FolderTransport(tmp_path, "contoh.invalid")
    await transport.send(replace(LETTER, name=name, phone=name, subject=f"Laporan {name}"))
    (file,) = tmp_path.iterdir()
    text = file.read_bytes().decode()
    head = text[: text.index("\n\n")]
    assert text[len(head) + 2 :] == LETTER.body
    assert [line.split(":")[0] for line in head.splitlines()] == ["To", "Subject", "Message-ID"]


@pytest.mark.parametrize(
    ("sender", "leaves_as"),
    [
        ("Pengaduan Kota <lapor@kota.invalid>", "Pengaduan Kota <lapor@kota.invalid>"),
        ("lapor@localhost", "lapor@localhost"),
        ("Kota <lapor@bücher.id>", "Kota <lapor@xn--bcher-kva.id>"),
        (f"{FORGING} <lapor@kota.invalid>", None),
        ("Kota\nBcc: m@b.id <lapor@kota.invalid>", None),
        ("Kota <a..b@kota.invalid>", None),
        ("Kota <lapor@kota.invalid>, M <m@b.id>", None),
    ],
)
async def test_the_sender_is_the_one_that_is_set_or_told_to_be_wrong(
    sink: Sink, sender: str, leaves_as: str | None
) -> None:
    if leaves_as is None:
        with pytest.raises(ValueError, match="TUNTAS_MAIL_FROM"):
            SmtpTransport(sink.url, sender)
        return
    transport = SmtpTransport(sink.url, sender)
    await transport.send(LETTER)
    await transport.disconnect()
    assert sink.taken[0]["From"] == leaves_as


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(name=st.text(max_size=200), subject=st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_no_text_whatever_forges_a_letter(name: str, subject: str) -> None:
    letter = replace(LETTER, name=name, subject=subject)
    try:
        raw = mail.serialize_letter(letter, "siti@contoh.invalid", mail.sender_of(FROM))
    except NotSent as refused:
        assert refused.kind == "unsafe_header"  # noqa: PT017
        return
    assert sorted(headers(raw)) == sorted(HEADERS)


HONEST = ("Nguyễn Thị Ánh Tuyết", 'Rina "Ina" O\'Neil, S.H. (Kabag)', "林" * 200, "x" * 200, "Drs. H. Budi")


@pytest.mark.parametrize("name", HONEST)
async def test_an_honest_name_stays_on_its_letter(sink: Sink, name: str) -> None:
    transport = SmtpTransport(sink.url, FROM)
    await transport.send(replace(LETTER, name=name))
    await transport.disconnect()
    to = str(message_from_bytes(sink.raw[0], policy=compat32)["To"]).replace("\r\n", "")
    ((shown, address),) = getaddresses([to])
    assert (str(make_header(decode_header(shown))), address) == (name, "siti@contoh.invalid")
