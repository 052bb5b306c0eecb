"""Deliveries: messages leave at least once each, in order, what belongs together as one letter."""

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

from activities.letters import Letterhead, compose_letter
from activities.long_running import BREATH, heartbeats, wait_for_bell
from activities.mail import NotSent
from activities.post import Post
from records.database import kind_of
from records.keys.store import KeyStore, KeyUnavailable
from records.notifications import open_listener
from records.reports import outbox
from records.reports.outbox import Connection, Waiting
from workflows.activity_loop import ActivityLimits

log = logging.getLogger(__name__)

MOST = 50  # letters taken at once
SLICE = 1.0  # seconds of sending after which what was sent is marked: no crash repeats more than that
NAP = 2.0  # seconds to wait where the way for letters is at fault
LONGEST_WAIT = 15.0  # seconds after which the outbox is looked into unasked
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=5), timedelta(minutes=15)


class Deliveries:
    """The activity `deliver`. `url` is the record's database, for connections of the courier's own."""

    def __init__(self, url: str, keys: KeyStore, post: Post, head: Letterhead | None = None) -> None:
        self._head = head or Letterhead()
        self._url = url
        self._keys = keys
        self._post = post

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
                rings = await stack.enter_async_context(open_listener(self._url, outbox.CHANNEL))
                desk = await stack.enter_async_context(await outbox.connect_courier(self._url))
                sent = await self._work(rings, desk, until)
        except (psycopg.Error, KeyUnavailable) as error:
            raise ApplicationError(f"SQL {kind_of(error)}", type="record_away") from None
        finally:
            await self._post.rest()
        if activity.is_worker_shutdown():
            # Failing is quicker than ending: another attempt needs no workflow task before it.
            raise ApplicationError("the worker shuts down", type="worker_shutdown")
        return sent

    async def _work(self, bell: Connection, desk: Connection, until: float) -> int:
        left = 0
        while not activity.is_worker_shutdown() and time.monotonic() < until:
            sent, seconds = await self._round(desk)
            left += sent
            if seconds > 0:
                await self._post.rest()
                await wait_for_bell(bell, min(time.monotonic() + seconds, until))
        return left

    async def _round(self, desk: Connection) -> tuple[int, float]:
        """Sends one batch; returns how many letters left, and for how long there is nothing to do.

        The letters stay locked until they are marked; if this process dies meanwhile they are free at once.
        """
        async with desk.transaction():
            letters = await outbox.claim_letters(desk, MOST)
            sent, is_way_clear = await self._send(desk, letters)
            await outbox.note_sent(desk, sent)
        if not is_way_clear:
            await asyncio.sleep(NAP)
        if letters:
            return len(sent), 0.0
        # What is overdue all the same is in another courier's hands.
        seconds = await outbox.seconds_to_next(desk)
        return 0, LONGEST_WAIT if seconds is None else min(max(seconds, BREATH), LONGEST_WAIT)

    async def _send(
        self, desk: Connection, letters: Sequence[Sequence[Waiting]]
    ) -> tuple[list[Sequence[Waiting]], bool]:
        """Sends letters for about `SLICE`; returns which left, and whether the way for them was clear."""
        stop = time.monotonic() + SLICE
        sent: list[Sequence[Waiting]] = []
        for letter in letters:
            if time.monotonic() > stop:
                break
            if not (staying := await _still_theirs(desk, letter)):
                continue
            try:
                await self._hand_over(staying)
            except NotSent as failure:
                attempts = max(message.attempts for message in staying)
                told = {"cause": failure.kind, "attempts": attempts + 1, "for_good": failure.for_good}
                log.warning("letter not sent", extra=told | _named(staying))
                await outbox.note_failed(
                    desk,
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

    async def _hand_over(self, letter: Sequence[Waiting]) -> None:
        try:
            await self._post.send(await compose_letter(letter, self._keys, self._head))
        except (NotSent, KeyUnavailable):
            raise
        except Exception as error:  # a letter that trips over a mistake of ours must not hold up the others
            log.exception("letter not sent by mistake", extra=_named(letter))
            raise NotSent(f"mistake_{type(error).__name__}") from None


async def _still_theirs(desk: Connection, letter: Sequence[Waiting]) -> list[Waiting]:
    """The messages of a letter that are still for its recipient; the others are passed on."""
    for message in letter:
        if message.left_office:
            await outbox.pass_on_letter(desk, message)
    return [message for message in letter if not message.left_office]


def _named(letter: Sequence[Waiting]) -> dict[str, Any]:
    """The letter as logs name it: of which messages it is made, and of which reports they tell."""
    return {
        "messages": [message.id for message in letter],
        "reports": sorted({message.report for message in letter}),
        "recipient": letter[0].recipient,
    }


def retry_pause(attempts: int) -> timedelta:
    """How long a message that failed so often before, and now again, is left alone."""
    return min(FIRST_PAUSE * (1 << min(attempts, 16)), LONGEST_PAUSE)
