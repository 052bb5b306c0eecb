"""Keeps server programs running, and leaves no process when it ends."""

import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from runtime.processes import (
    WRONG_SETTINGS,
    Program,
    ServerFailed,
    SettingsRefused,
    end_leftover,
    end_program,
    kill_session,
    launch_program,
)

TICK = 0.05  # seconds between two looks at a child
PAUSES = (0.0, 0.2, 0.5, 1.0, 2.0, 5.0)  # seconds before the first, second, … start in a row
STEADY = 30.0  # seconds after which an end is no longer one of a row


@dataclass(slots=True)
class SupervisedProgram:
    """A program that is kept running."""

    program: Program
    process: "subprocess.Popen[bytes]"
    keeper: "asyncio.Task[None] | None" = None
    ends: int = 0  # in a row


class Supervisor:
    """Starts programs in the order asked for, starts again what ends, and ends them in the reverse order.

    `state` keeps the traces by which a later life finds what this one could not end; `logs` the output.
    `say` is told what people should know.
    """

    def __init__(self, state: Path, logs: Path, say: Callable[[str], None]) -> None:
        self._state, self._logs, self._say = state, logs, say
        self._kept: list[SupervisedProgram] = []
        self._given_up: asyncio.Queue[SettingsRefused] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        while self._kept:
            await self._stop(self._kept[-1])
            self._kept.pop()

    async def clear(self, *programs: Program) -> None:
        """End what an earlier life left running of `programs`, in that order."""
        for program in programs:
            if await asyncio.to_thread(end_leftover, self._trace(program), program):
                self._say(f"ended {program.name}, left over from before")

    async def start(self, program: Program) -> None:
        """Start `program` and keep it running from now on. Raises what its preparation raises."""
        await asyncio.to_thread(program.prepare)
        kept = SupervisedProgram(program, self._launch(program))
        self._kept.append(kept)
        kept.keeper = asyncio.create_task(self._keep(kept))

    async def run(self, program: Program, tries: int = 2) -> None:
        """Run `program`, which is idempotent, to its end. Raises ServerFailed when it fails each time."""
        for _ in range(tries):
            process = self._launch(program)
            try:
                while process.poll() is None:
                    await asyncio.sleep(TICK)
            finally:
                await asyncio.to_thread(end_program, process, program)
                self._trace(program).unlink(missing_ok=True)
            if process.returncode == 0:
                return
            if process.returncode == WRONG_SETTINGS:
                raise self._refused(program)
        raise ServerFailed(f"{program.name} failed; its last words:\n{self._last_words(program)}")

    async def until(self, name: str, ready: Callable[[], Awaitable[bool]], seconds: float = 60) -> None:
        """Wait until `ready`. Raises ServerFailed when program `name` keeps ending or never gets there."""
        kept = next(kept for kept in self._kept if kept.program.name == name)
        limit = time.monotonic() + seconds
        while not await ready():
            if not self._given_up.empty():
                raise self._given_up.get_nowait()
            if kept.ends >= 4 or time.monotonic() > limit:
                raise ServerFailed(
                    f"{name} does not come up; its last words:\n{self._last_words(kept.program)}"
                )
            await asyncio.sleep(TICK)

    async def watch(self) -> None:
        """Waits until a program is given up, for ever if none is. Raises SettingsRefused."""
        raise await self._given_up.get()

    def hurry(self) -> None:
        """Kill everything now; the ordinary end then finds it gone."""
        for kept in self._kept:
            kill_session(kept.process.pid)

    async def _keep(self, kept: SupervisedProgram) -> None:
        while True:
            begun = time.monotonic()
            while (code := kept.process.poll()) is None:
                await asyncio.sleep(TICK)
            kill_session(kept.process.pid)
            if code == WRONG_SETTINGS:  # it would end so for ever
                self._given_up.put_nowait(self._refused(kept.program))
                return
            kept.ends = 1 if time.monotonic() - begun > STEADY else kept.ends + 1
            self._say(f"{kept.program.name} ended with code {code}; starting it again")
            kept.process = await self._launch_again(kept)

    async def _launch_again(self, kept: SupervisedProgram) -> "subprocess.Popen[bytes]":
        while True:
            await asyncio.sleep(PAUSES[min(kept.ends, len(PAUSES)) - 1])
            try:
                await asyncio.to_thread(kept.program.prepare)
                return self._launch(kept.program)
            except Exception as error:  # noqa: BLE001  # whatever a preparation or a start met, it may pass
                kept.ends += 1
                self._say(f"{kept.program.name} cannot start: {error}")

    async def _stop(self, kept: SupervisedProgram) -> None:
        if kept.keeper:
            kept.keeper.cancel()
            await asyncio.wait([kept.keeper])
        # Not judged by its exit code: the engine's library may crash an interpreter that is all but gone.
        await asyncio.to_thread(end_program, kept.process, kept.program)
        self._trace(kept.program).unlink(missing_ok=True)

    def _launch(self, program: Program) -> "subprocess.Popen[bytes]":
        return launch_program(program, self._log(program), self._trace(program))

    def _trace(self, program: Program) -> Path:
        return self._state / f"{program.name}.json"

    def _log(self, program: Program) -> Path:
        return self._logs / f"{program.name}.log"

    def _refused(self, program: Program) -> SettingsRefused:
        """What the program's last line said."""
        lines = self._last_words(program).splitlines() or [f"{program.name} can't use its settings"]
        return SettingsRefused(lines[-1].removeprefix("tuntas: "))

    def _last_words(self, program: Program) -> str:
        lines = self._log(program).read_text(errors="replace").splitlines()
        return "\n".join(lines[-15:])
