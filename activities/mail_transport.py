"""Mail transports: a letter is sent by SMTP or, without a mail server, written as a file to a folder."""

import asyncio
import re
from datetime import UTC
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

import aiosmtplib

from activities.mail import Letter, NotSent, require_recipient, sender_of, serialize_letter
from fields.text import LINE_BREAK
from runtime.settings import Settings

FOLDER = "messages"
"""Of the data folder: where letters land without a mail server."""
REPORTER = "pelapor"
"""The addressee in the names of files to reporters."""
PATIENCE = 10.0  # seconds for each step of the conversation with a mail server


class MailTransport(Protocol):
    """Sends letters."""

    async def send(self, letter: Letter) -> None:
        """Sends it. Raises NotSent."""

    async def disconnect(self) -> None:
        """Closes connections while there is nothing to send; `send` opens them again."""


def make_transport(settings: Settings) -> MailTransport:
    """The transport that the settings ask for. Raises ValueError for an address or URL that can't be used."""
    domain = settings.mail_domain or sender_of(settings.mail_from).domain
    if settings.smtp_url:
        return SmtpTransport(settings.smtp_url, settings.mail_from, domain)
    return FolderTransport(settings.data_dir / FOLDER, domain)


class FolderTransport:
    """One file a letter, for its owner's eyes only. Who has no e-mail address is written to all the same."""

    def __init__(self, folder: Path, domain: str) -> None:
        self._folder = folder
        self._domain = domain

    async def send(self, letter: Letter) -> None:
        """Writes the file; the same letter again replaces it."""
        try:
            await asyncio.to_thread(self._write, letter)
        except OSError:
            raise NotSent("folder_unwritable", away=True) from None

    async def disconnect(self) -> None:
        """Holds nothing."""

    def _write(self, letter: Letter) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        who = re.sub(r"[^\w.-]+", "_", letter.file_as)
        name = f"{letter.at.astimezone(UTC):%Y%m%dT%H%M%S}Z-{who}-{letter.number}.txt"
        to = " ".join(filter(None, (letter.name, letter.email and f"<{letter.email}>", letter.phone)))
        headers = {"To": to, "Subject": letter.subject, "Message-ID": f"<{letter.id}@{self._domain}>"}
        head = "".join(f"{name}: {LINE_BREAK.sub(' ', value)}\n" for name, value in headers.items())
        draft = self._folder / f".{name}"
        draft.touch(mode=0o600)
        draft.write_text(f"{head}\n{letter.body}", encoding="utf-8")
        draft.replace(self._folder / name)


def erase_letters(folder: Path, number: str) -> int:
    """Removes the letters to the reporter of that number from a folder; returns how many. Letters to staff
    name no reporter, and stay. Raises OSError."""
    erased = 0
    for file in folder.glob(f"*-{REPORTER}-*.txt"):  # with drafts, whose names begin with a dot
        if number in file.read_text(encoding="utf-8", errors="replace"):
            file.unlink(missing_ok=True)
            erased += 1
    return erased


class SmtpTransport:
    """A mail server: `smtp://`, `starttls://` (which insists on it) or `smtps://`, `user:password@host:port`.

    With `smtp://` the connection is encrypted where the server offers it.
    """

    PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}  # noqa: RUF012  # a constant
    STARTTLS = {"smtp": None, "starttls": True, "smtps": False}  # noqa: RUF012  # a constant

    def __init__(self, url: str, sender: str, domain: str | None = None, patience: float = PATIENCE) -> None:
        parts = urlsplit(url)
        if parts.scheme not in self.PORTS or not parts.hostname:
            raise ValueError(
                "TUNTAS_SMTP_URL: smtp://, starttls:// or smtps://, then user:password@host:port"
            )
        self._sender = sender_of(sender)
        self._domain = domain
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
        to = require_recipient(letter.email)
        message = serialize_letter(letter, to, self._sender, self._domain)
        try:
            if not self._host.is_connected:
                await self._host.connect()
            await self._host.sendmail(self._sender.addr_spec, to, message)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _of_code("recipient", max(each.code for each in refused.recipients)) from None
        except aiosmtplib.SMTPDataError as refused:
            raise _of_code("content", refused.code) from None
        except aiosmtplib.SMTPResponseException as refused:
            await self.disconnect()
            raise NotSent(f"server_refuses_{refused.code}", away=True) from None
        except (aiosmtplib.SMTPException, OSError) as error:
            self._host.close()
            raise NotSent(f"server_away_{type(error).__name__}", away=True) from None

    async def disconnect(self) -> None:
        """Ends the connection: servers limit how many are idle."""
        if not self._host.is_connected:
            return
        try:
            async with asyncio.timeout(1):  # one that keeps silent isn't waited for
                await self._host.quit()
        except (aiosmtplib.SMTPException, OSError):
            self._host.close()


def _of_code(what: str, code: int) -> NotSent:
    """5xx is the server's last word, 4xx means later."""
    return NotSent(f"{what}_refused_{code}", for_good=code >= 500, unwritable=what == "recipient")
