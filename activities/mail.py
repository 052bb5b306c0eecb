"""Letters as mail (RFC 5322): written, then read back before they leave, so that no text becomes a header."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.policy import compat32
from email.utils import format_datetime, getaddresses

from fields.addresses import sendable
from fields.text import LINE_BREAK, line, shown_line
from runtime.setting_checks import sender_of

__all__ = ["Letter", "NotSent", "require_recipient", "sender_of", "serialize_letter"]

POLICY = SMTP_POLICY.clone(cte_type="7bit")  # no server has to know 8BITMIME


class NotSent(Exception):
    """A letter that didn't leave: `kind` says why, without anything personal.

    `for_good`: trying again is in vain. `away`: not this letter but the way is at fault. `unwritable`: it
    is the addressee who can't be written to.
    """

    def __init__(
        self, kind: str, *, for_good: bool = False, away: bool = False, unwritable: bool = False
    ) -> None:
        super().__init__(kind)
        self.unwritable = unwritable
        self.kind = kind
        self.for_good = for_good
        self.away = away


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: `name`, `email` and `phone` as far as known; `file_as` names the addressee in file names.

    `id` is the same whenever the same messages are sent, so that mail systems can drop a repeat; `number`
    is that of the first of them, `at` when it was to be sent.
    """

    id: str
    number: int
    file_as: str
    to_reporter: bool
    name: str | None = field(repr=False)
    email: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    subject: str
    body: str = field(repr=False)
    at: datetime


def require_recipient(email: str) -> str:
    """The address as mail servers take it. Raises NotSent."""
    try:
        return sendable(email)
    except ValueError:
        raise NotSent("bad_address", for_good=True, unwritable=True) from None


def serialize_letter(letter: Letter, email: str, sender: Address, domain: str | None = None) -> bytes:
    """The letter to `email` (see `require_recipient`) as it leaves; `domain` is that of its Message-ID, the
    sender's if null. A name that can't stand in a header is left out. Raises NotSent.

    Which names can't depends on the version of Python (its parser decodes encoded words, and some versions
    write line breaks that were in them): hence the reading back.
    """
    for name in dict.fromkeys((shown_line(letter.name), None)):
        try:
            message = _written(letter, Address(name or "", addr_spec=email), sender, domain or sender.domain)
            raw = message.as_bytes()
        except (ValueError, IndexError, MessageError):  # the parser raises each for one kind of nonsense
            continue
        if _is_as_written(raw, message, email, letter.body):
            return raw
    raise NotSent("unsafe_header", for_good=True)


def _written(letter: Letter, to: Address, sender: Address, domain: str) -> EmailMessage:
    message = EmailMessage(policy=POLICY)
    message["To"] = to
    message["From"] = sender
    message["Subject"] = line(letter.subject)
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{letter.id}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    message["Content-Language"] = "id"  # last: setting the content removes what was said of it
    return message


def _is_as_written(raw: bytes, message: EmailMessage, email: str, body: str) -> bool:
    """Whether a plain reader finds in `raw` the headers of `message`, each in one line and no other, this
    one addressee, and the body. Only the standard library's older reader is asked: it decodes nothing."""
    read = message_from_bytes(raw, policy=compat32)
    if read.keys() != message.keys() or read.defects or not raw.isascii():
        return False
    if [address for _, address in getaddresses([str(read["To"])])] != [email]:
        return False
    for value in read.values():
        unfolded = str(value).replace("\r\n", "")
        if LINE_BREAK.search(str(make_header(decode_header(unfolded)))):
            return False
    payload = read.get_payload(decode=True)
    assert isinstance(payload, bytes), "there are no parts"
    return payload.decode().replace("\r\n", "\n") == body
