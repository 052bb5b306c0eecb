"""The post: how a letter reaches a person. By SMTP, or without it as a readable file in a folder."""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from runtime.settings import Settings

PATIENCE = 10.0  # seconds for each step of the conversation with a mail server


class NotSent(Exception):
    """A letter that didn't leave: `kind` says why, without anything personal.

    `for_good`: trying again is in vain. `away`: not this letter but the way is at fault.
    """

    def __init__(self, kind: str, *, for_good: bool = False, away: bool = False) -> None:
        super().__init__(kind)
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


class Post(Protocol):
    """A way for letters."""

    async def send(self, letter: Letter) -> None:
        """Sends it. Raises NotSent."""

    async def rest(self) -> None:
        """Lets go of what it holds while there is nothing to send."""


def post_of(settings: Settings) -> Post:
    """The post that the settings ask for. Raises ValueError for an address or URL that can't be used."""
    if settings.smtp_url:
        return SmtpPost(settings.smtp_url, settings.mail_from)
    return FolderPost(settings.data_dir / "messages")


class FolderPost:
    """One file a letter, for its owner's eyes only. Who has no e-mail address is written to all the same."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def send(self, letter: Letter) -> None:
        """Writes the file; the same letter again replaces it."""
        try:
            await asyncio.to_thread(self._write, letter)
        except OSError:
            raise NotSent("folder_unwritable", away=True) from None

    async def rest(self) -> None:
        """Holds nothing."""

    def _write(self, letter: Letter) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        who = re.sub(r"[^\w.-]+", "_", letter.file_as)
        name = f"{letter.at.astimezone(UTC):%Y%m%dT%H%M%S}Z-{who}-{letter.number}.txt"
        to = " ".join(filter(None, (letter.name, letter.email and f"<{letter.email}>", letter.phone)))
        head = f"To: {to}\nSubject: {letter.subject}\nMessage-ID: <{letter.id}>\n\n"
        draft = self._folder / f".{name}"
        draft.touch(mode=0o600)
        draft.write_text(head + letter.body, encoding="utf-8")
        draft.replace(self._folder / name)


class SmtpPost:
    """A mail server: `smtp://`, `starttls://` (which insists on it) or `smtps://`, `user:password@host:port`.

    With `smtp://` the connection is encrypted where the server offers it.
    """

    PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}  # noqa: RUF012  # a constant
    STARTTLS = {"smtp": None, "starttls": True, "smtps": False}  # noqa: RUF012  # a constant

    def __init__(self, url: str, sender: str, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in self.PORTS or not parts.hostname:
            raise ValueError(
                "TUNTAS_SMTP_URL: smtp://, starttls:// or smtps://, then user:password@host:port"
            )
        self._sender = _sender(sender)
        self._host = aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or self.PORTS[parts.scheme],
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=parts.scheme == "smtps",
            start_tls=self.STARTTLS[parts.scheme],
            timeout=patience,
        )

    async def send(self, letter: Letter) -> None:
        """Hands the letter to the server; the connection stays open for the next one."""
        if letter.email is None:
            raise NotSent("no_channel" if letter.to_reporter else "no_address", for_good=True)
        message = written(letter, letter.email, self._sender)
        try:
            if not self._host.is_connected:
                await self._host.connect()
            await self._host.send_message(message)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _of_code("recipient", max(each.code for each in refused.recipients)) from None
        except aiosmtplib.SMTPDataError as refused:
            raise _of_code("content", refused.code) from None
        except aiosmtplib.SMTPNotSupported:
            raise NotSent("address_unsupported", for_good=True) from None
        except aiosmtplib.SMTPResponseException as refused:
            await self.rest()
            raise NotSent(f"server_refuses_{refused.code}", away=True) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            self._host.close()
            raise NotSent(f"server_away_{type(error).__name__}", away=True) from None

    async def rest(self) -> None:
        """Says goodbye; servers don't like idle guests."""
        if not self._host.is_connected:
            return
        try:
            async with asyncio.timeout(1):  # one that keeps silent isn't waited for
                await self._host.quit()
        except (aiosmtplib.SMTPException, OSError):
            self._host.close()


def written(letter: Letter, email: str, sender: Address) -> EmailMessage:
    """The letter as mail. Raises NotSent where the address is none."""
    message = EmailMessage(policy=SMTP_POLICY)
    try:
        message["To"] = Address(display_name=letter.name or "", addr_spec=email)
    except (ValueError, IndexError, MessageError):  # the parser raises each for one kind of nonsense
        raise NotSent("bad_address", for_good=True) from None
    message["From"] = sender
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{letter.id}@{sender.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = "id"
    message.set_content(letter.body)
    return message


def _sender(text: str) -> Address:
    """The address that letters come from. Raises ValueError."""
    name, email = parseaddr(text)
    try:
        return Address(display_name=name, addr_spec=email)
    except (ValueError, IndexError, MessageError):
        raise ValueError("TUNTAS_MAIL_FROM: an address, like Tuntas <tuntas@example.org>") from None


def _of_code(what: str, code: int) -> NotSent:
    """5xx is the server's last word, 4xx means later."""
    return NotSent(f"{what}_refused_{code}", for_good=code >= 500)
