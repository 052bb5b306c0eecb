"""Explanations of due days in people's words: each entry and the whole, in Indonesian and in English."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from texts.explanations import ZONES, Phrases
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role

Told = Mapping[str, Any]
NameOf = Callable[[str], str]
"""An agency's name by its code."""

AFTERWARDS = ("floor", "next_working_day")
OFF = ("holiday", "decree", "non_working")


@dataclass(frozen=True, slots=True)
class ExplanationWriter:
    """Tells one explanation in one language."""

    words: Phrases
    told: Told
    name_of: NameOf

    def day(self, day: Told, before: Told | None) -> str:
        """What the day did, and why; who held the report where that changed with it."""
        what = self._what(day)
        wanted = self.told["budget"] + self.told["extension"]
        kind = "counted" if day["counts"] else "not_counted"
        parts = [self._say(kind, day=self._on(day["date"]), what=what, count=day["count"], wanted=wanted)]
        if day["extended_by"]:
            parts.append(self._say("in_extension"))
        if day["paused"] and day["why"] not in ("paused", "day_zero"):
            parts.append(self._say("stood_too", still=self.words.still[day["paused"]["stage"]]))
        if before is not None and before["agency"] != day["agency"]:
            region = day["calendar"]["region"]
            parts.append(self._say("held_by", holder=self._holder(day["agency"]), region=region))
        if day is self.told["days"][-1]:
            parts.append(self._say("due_here"))
        return "".join(parts)

    def _what(self, day: Told) -> str:
        why = "decree_working" if day["why"] == "decree" and day["counts"] else day["why"]
        still = self.words.still[day["paused"]["stage"]] if day["paused"] else ""
        names = {"name": day["name"], "decree": day["decree"], **day["calendar"]}
        return self.words.days[why].format(still=still, **names)

    def pause(self, pause: Told) -> str:
        """From when to when the clock stood still, and for what."""
        still = self._say("then").join(self.words.still[each["stage"]] for each in pause["causes"])
        since = self._at(pause["since"])
        if pause["until"] is None:
            stands = self._say("stands", since=since, still=still)
            return stands if self.told["clock"]["lapsed"] else stands + self._say("as_before")
        return self._say("pause", since=since, until=self._at(pause["until"]), still=still)

    def extension(self, extension: Told) -> str:
        """Who extended the clock, by how much."""
        return self._say(
            "extension",
            days=self._much(extension["days"]),
            whom=self._whom(extension["actor"]),
            fact=extension["fact"],
            **self._old_and_new(extension),
        )

    def move(self, move: Told) -> str:
        """From when to when the due day moved, and why."""
        cause = self.words.causes[move["cause"]]
        if move["decrees"]:
            acts = (self.words.acts[each["act"]].format(number=each["number"]) for each in move["decrees"])
            cause = self._say("by_decrees", cause=cause, decrees="; ".join(acts))
        days = self._old_and_new(move)
        return self._say("moved_within" if days["old"] == days["new"] else "moved", cause=cause, **days)

    def floor(self, floor: Told) -> str:
        """What keeps the clock from being due when its count is full."""
        return self._say(
            "floor",
            counted_on=self._on(floor["counted_on"]),
            on=self._at(floor["at"]),
            fact=floor["fact"],
            due=self._on(self.told["due_on"]),
        )

    def summary(self) -> str:
        """The whole in a few sentences."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        told, clock = self.told, self.told["clock"]
        budget = self._say(
            "budget", clock=self.words.clocks[clock["name"]], budget=self._much(told["budget"])
        )
        extended = (
            self._say("extended", days=self._much(each["days"]), whom=self._whom(each["actor"]))
            for each in told["extensions"]
        )
        yield "".join([budget, *extended, self._tally() if told["days"] else self._seconds()])
        yield from (self.move(each) for each in told["moves"])
        if told["floor"]:
            yield self.floor(told["floor"])
        if told["standing_still"]:
            yield self.pause(told["standing_still"])
        if clock["lapsed"]:
            yield self._say("lapsed")
        elif clock["stopped_at"]:
            yield self._say("stopped", at=self._at(clock["stopped_at"]))

    def _tally(self) -> str:
        days = self.told["days"][1:]
        rest = [day["why"] for day in days if not day["counts"]]
        kinds = {
            "weekend_days": rest.count("weekend"),
            "off_days": sum(why in OFF for why in rest),
            "paused_days": rest.count("paused"),
            "later_days": sum(why in AFTERWARDS for why in rest),
        }
        why = ", ".join(self._say(kind, n=n) for kind, n in kinds.items() if n)
        tally = self._say(
            "tally",
            start=self._on(self.told["days"][0]["date"]),
            all=len(days),
            counted=len(days) - len(rest),
            rest=len(rest),
            why=f" ({why})" if why else "",
        )
        midnight, zone = self._say("midnight"), ZONES.get(self.told["zone"], self.told["zone"])
        return tally + self._say("due", due=self._on(self.told["due_on"]), midnight=midnight, zone=zone)

    def _seconds(self) -> str:
        pauses = self.told["pauses"]
        stood = (
            instants.parse_instant(each["until"]) - instants.parse_instant(each["since"]) for each in pauses
        )
        still = round(sum(each.total_seconds() for each in stood))
        plus = self._say("plus", still=self._much(still)) if pauses else ""
        start, due = self._at(self.told["clock"]["started_at"]), self._at(self.told["due_at"])
        return self._say("seconds", start=start, plus=plus, due=due)

    # -- single words

    def _say(self, sentence: str, **parts: Any) -> str:
        return self.words.sentences[sentence].format(**parts)

    def _on(self, day: str) -> str:
        """ "Kamis, 26 November 2026"."""
        on = date.fromisoformat(day)
        return f"{self.words.weekdays[on.weekday()]}, {on.day} {self.words.months[on.month - 1]} {on.year}"

    def _at(self, instant: str) -> str:
        """The same with the time of day, by the holder's zone."""
        zone = self.told["zone"]
        at = instants.parse_instant(instant).astimezone(ZoneInfo(zone))
        minutes, seconds = self.words.time
        time = at.strftime(seconds if self.told["unit"] == "seconds" else minutes)
        return f"{self._on(at.date().isoformat())} {time} {ZONES.get(zone, zone)}"

    def _much(self, number: int) -> str:
        one, more = self.words.units[self.told["unit"]]
        return f"{number} {one if number == 1 else more}"

    def _holder(self, agency: str | None) -> str:
        return self.name_of(agency) if agency else self.words.centre

    def _whom(self, actor: Told) -> str:
        role, agency = self.words.roles[actor["role"]], actor.get("agency")
        if agency is None and actor["role"] != Role.SUPERVISOR:
            return role
        return self._say("role_at", role=role, holder=self._holder(agency))

    def _old_and_new(self, change: Told) -> dict[str, str]:
        """The two days, or under a policy in seconds the two instants."""
        if self.told["unit"] == "seconds":
            return {"old": self._at(change["old_due_at"]), "new": self._at(change["new_due_at"])}
        return {"old": self._on(change["old_due_on"]), "new": self._on(change["new_due_on"])}
