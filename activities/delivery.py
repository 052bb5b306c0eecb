"""Delivery: sends the messages of the outbox, at least once each, in order. Messages that belong together
leave as one letter."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import psycopg
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.letters import LetterSettings, compose_letter
from activities.long_running import BATCH_WAIT, heartbeats, wait_for_notification
from activities.mail import NotSent
from activities.mail_transport import MailTransport
from records.database import kind_of
from records.keys.store import KeyStore, KeyUnavailable
from records.notifications import open_listener
from records.reports import outbox
from records.reports.outbox import Connection, OutboxMessage
from workflows.activity_loop import ActivityLimits

log = logging.getLogger(__name__)

MOST = 50  # letters taken at once
SEND_FOR = 1.0  # seconds of sending after which what was sent is marked: no crash repeats more than that
TRANSPORT_PAUSE = 2.0  # seconds to wait after the transport itself failed
LONGEST_WAIT = 15.0  # seconds after which the outbox is looked into unasked
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)


class DeliveryActivity:
    """The activity `deliver`. `url` is the record's database, for connections of its own."""

    def __init__(
        self, url: str, keys: KeyStore, transport: MailTransport, settings: LetterSettings | None = None
    ) -> None:
        self._letter_settings = settings or LetterSettings()
        self._url = url
        self._keys = keys
        self._transport = transport

    @activity.defn(name="deliver")
    async def deliver(self, limits: ActivityLimits) -> int:
        """Sends what is due for `limits.seconds`; returns how many letters left.

        Fails, to be tried again by whoever is there, where SQL is away or the worker shuts down. Who takes
        over from one that died repeats what was sent, but not marked.
        """
        until = time.monotonic() + limits.seconds
        try:
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(heartbeats(limits))
                listener = await stack.enter_async_context(open_listener(self._url, outbox.NOTIFICATION))
                connection = await stack.enter_async_context(await outbox.connect_outbox(self._url))
                sent = await self._work(listener, connection, until)
        except (psycopg.Error, KeyUnavailable) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        finally:
            await self._transport.disconnect()
        if activity.is_worker_shutdown():
            # Failing is quicker than ending: another attempt needs no workflow task before it.
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return sent

    async def _work(self, listener: Connection, connection: Connection, until: float) -> int:
        left = 0
        while not activity.is_worker_shutdown() and time.monotonic() < until:
            sent, seconds = await self._round(connection)
            left += sent
            if seconds > 0:
                await self._transport.disconnect()
                await wait_for_notification(listener, min(time.monotonic() + seconds, until))
        return left

    async def _round(self, connection: Connection) -> tuple[int, float]:
        """Sends one batch; returns how many letters left, and for how long there is nothing to do.

        The letters stay locked until they are marked; if this process dies meanwhile they are free at once.
        """
        async with connection.transaction():
            letters = await outbox.claim_letters(connection, MOST)
            sent, is_transport_up = await self._send(connection, letters)
            await outbox.note_sent(connection, sent)
        if not is_transport_up:
            await asyncio.sleep(TRANSPORT_PAUSE)
        if letters:
            return len(sent), 0.0
        # What is overdue and was not claimed is locked by the delivery of another worker.
        seconds = await outbox.seconds_to_next(connection)
        return 0, LONGEST_WAIT if seconds is None else min(max(seconds, BATCH_WAIT), LONGEST_WAIT)

    async def _send(
        self, connection: Connection, letters: Sequence[Sequence[OutboxMessage]]
    ) -> tuple[list[Sequence[OutboxMessage]], bool]:
        """Sends letters for about `SEND_FOR`; returns which left, and whether the transport was up."""
        stop = time.monotonic() + SEND_FOR
        sent: list[Sequence[OutboxMessage]] = []
        for letter in letters:
            if time.monotonic() > stop:
                break
            if not (staying := await _keep_current_recipients(connection, letter)):
                continue
            try:
                await self._send_letter(staying)
            except NotSent as failure:
                attempts = max(message.attempts for message in staying)
                told = {"cause": failure.kind, "attempts": attempts + 1, "for_good": failure.for_good}
                log.warning("letter not sent", extra=told | _log_fields(staying))
                await outbox.note_failed(
                    connection,
                    staying,
                    failure.kind,
                    retry_pause(attempts),
                    for_good=failure.for_good,
                    unwritable=failure.unwritable,
                )
                if failure.away:
                    return sent, False
            else:
                sent.append(staying)
        return sent, True

    async def _send_letter(self, letter: Sequence[OutboxMessage]) -> None:
        try:
            await self._transport.send(await compose_letter(letter, self._keys, self._letter_settings))
        except (NotSent, KeyUnavailable):
            raise
        except Exception as error:  # a letter that trips over a mistake of ours must not hold up the others
            log.exception("letter not sent by mistake", extra=_log_fields(letter))
            raise NotSent(f"mistake_{type(error).__name__}") from None


async def _keep_current_recipients(
    connection: Connection, letter: Sequence[OutboxMessage]
) -> list[OutboxMessage]:
    """The messages of a letter that are still for its recipient; the others are passed on."""
    for message in letter:
        if message.left_office:
            await outbox.pass_on_letter(connection, message)
    return [message for message in letter if not message.left_office]


def _log_fields(letter: Sequence[OutboxMessage]) -> dict[str, Any]:
    """The letter as logs name it: of which messages it is made, and of which reports they tell."""
    return {
        "messages": [message.id for message in letter],
        "reports": sorted({message.report for message in letter if message.report}),
        "recipient": letter[0].recipient,
    }


def retry_pause(attempts: int) -> timedelta:
    """How long a message that failed so often before, and now again, is left alone."""
    return min(FIRST_PAUSE * (1 << min(attempts, 16)), LONGEST_PAUSE)
