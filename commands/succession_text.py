"""Acts of succession as lines for people; each from what machines are told."""

from collections.abc import Iterator, Mapping
from typing import Any

from commands.terminal import columns
from fields.plurals import plural

Wire = Mapping[str, Any]


def describe_preview(preview: Wire) -> Iterator[str]:
    """What an act would do: totals, then accounts, vacant offices, and deadlines that move."""
    yield describe_act(preview["act"])
    yield f"{plural(preview['open'], 'open report')} would move:"
    held = [
        (f"  {each['unit'] or '–'}", each["stage"], plural(each["reports"], "report"))
        for each in preview["held"]
    ]
    yield from columns(held)
    yield f"{plural(preview['reopenable'], 'closed report')} can still be reopened, and would move along"
    yield from _describe_accounts(preview)
    for each in preview["vacant"]:
        where = "/".join(filter(None, (each["agency"], each["unit"])))
        yield f"nobody would be in office as {each['role']} of {where}: {each['reason']}"
    yield from _describe_moves(preview)


def _describe_accounts(preview: Wire) -> Iterator[str]:
    accounts = preview["accounts"]
    if not accounts:
        return
    lost = plural(len(accounts), "account")
    yield f"{lost} would lose the place; tasks that name one go to the successor's office:"
    yield from columns(
        [
            (f"  {each['username']}", each["role"], each["unit"] or "", plural(each["tasks"], "task"))
            for each in accounts
        ]
    )


def _describe_moves(preview: Wire) -> Iterator[str]:
    if preview["zone_before"] != preview["zone_after"]:
        yield f"days would end by {preview['zone_after']} instead of {preview['zone_before']}"
    yield from (
        f"{each['clock']}: {each['earlier']} would be due earlier, {each['later']} later"
        for each in preview["clocks"]
    )
    yield from columns(
        [
            (f"  {each['tracking_number']}", each["clock"], each["old_due_at"], "→", each["new_due_at"])
            for each in preview["moves"]
        ]
    )


def describe_act(act: Wire) -> str:
    """What the act says."""
    what = f"unit {act['unit']} of {act['agency']}" if act["unit"] else f"agency {act['agency']}"
    if act["kind"] == "rename":
        return f"{act['number']}: {what} is called {act['name']}, from {act['effective_on']}"
    if act["unit"]:
        successor = act["units"][act["unit"]]
        goes = (
            f"merged into unit {successor}"
            if successor
            else "abolished: its reports go to the agency's admin"
        )
    else:
        goes = (
            f"merged into {act['successor']}"
            if act["successor"]
            else "abolished: its reports go to the centre"
        )
    return f"{act['number']}: {what} is {goes}, from {act['effective_on']}"


def describe_progress(wire: Wire) -> str:
    """How far it has come."""
    if wire["kind"] == "rename":
        return describe_act(wire)
    reached = f"{wire['reached']} of {plural(wire['total'], 'report')} reached, {wire['transferred']} moved"
    reached += f", {wire['failing']} can't be reached for now" if wire["failing"] else ""
    return f"{describe_act(wire)}: " + (
        "waiting" if wire["state"] == "waiting" else f"{wire['state']}, {reached}"
    )
