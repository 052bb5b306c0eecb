"""The morning's letter to staff: what lapses today and this week. Numbers, clocks and days, and nothing that
anybody wrote."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from texts.formats import format_day, group_number
from texts.letters.details import Text
from texts.links import open_link
from workflows.procedure.model.enums import ClockName
from workflows.procedure.outputs.names import CLOCKS

TEMPLATE = "morning"
MOST_LISTED = 20
"""Reports that are listed by number; of more it is told how many."""


def text_of_morning(data: Mapping[str, Any], pages: str | None) -> Text:
    """The letter. `data`: `day`, a local day; `tasks`, each `{number, clock, due_on}`, the earliest due
    first; `overdue`, how many are; for who leads a team also `units`, each `{name, today, week, overdue}`."""
    tasks, day = data["tasks"], date.fromisoformat(data["day"])
    today = [each for each in tasks if each["due_on"] == data["day"]]
    later = [each for each in tasks if each["due_on"] != data["day"]]
    units = data.get("units", [])
    paragraphs = [f"Tenggat yang jatuh hari ini, {format_day(day)}, dan sampai akhir minggu ini:"]
    if tasks or not units:
        paragraphs.append(_list_tasks(f"Hari ini: {len(today)} laporan", today, pages))
        paragraphs.append(_list_tasks(f"Selanjutnya minggu ini: {len(later)} laporan", later, pages))
    if data["overdue"]:
        paragraphs.append(f"Selain itu, {data['overdue']} tugas Anda sudah lewat tenggat.")
    if units:
        paragraphs.append("\n".join(["Tim Anda:", *_list_units(units)]))
    if pages:
        base = pages.rstrip("/")
        paragraphs.append(f"Selengkapnya: {base}/prakiraan\nPesan pagi dapat dimatikan di {base}/akun")
    return Text(_subject(len(today), len(later), units), tuple(paragraphs))


def _subject(today: int, later: int, units: Sequence[Mapping[str, Any]]) -> str:
    if today or later:
        return f"Jatuh tempo hari ini: {today}, selanjutnya minggu ini: {later}"
    of_team = sum(each["today"] for each in units), sum(each["week"] for each in units)
    return f"Tim Anda: jatuh tempo hari ini {of_team[0]}, selanjutnya minggu ini {of_team[1]}"


def _list_tasks(head: str, tasks: Sequence[Mapping[str, Any]], pages: str | None) -> str:
    if not tasks:
        return f"{head}."
    by_clock = Counter(each["clock"] for each in tasks)
    clocks = ", ".join(f"{_name_clock(clock)} {count}" for clock, count in by_clock.most_common())
    lines = [f"{head} ({clocks}).", *(_line(each, pages) for each in tasks[:MOST_LISTED])]
    if len(tasks) > MOST_LISTED:
        lines.append(f"- dan {len(tasks) - MOST_LISTED} lainnya")
    return "\n".join(lines)


def _name_clock(clock: str | None) -> str:
    return f"tenggat {CLOCKS[ClockName(clock)]}" if clock else "tenggat"


def _line(task: Mapping[str, Any], pages: str | None) -> str:
    due = format_day(date.fromisoformat(task["due_on"]))
    line = f"- {group_number(task['number'])}, {_name_clock(task['clock'])}, {due}"
    return f"{line}\n  {open_link(pages, task['number'])}" if pages else line


def _list_units(units: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for each in units:
        late = f", lewat tenggat {each['overdue']}" if each["overdue"] else ""
        yield f"- {each['name']}: hari ini {each['today']}, selanjutnya minggu ini {each['week']}{late}"
