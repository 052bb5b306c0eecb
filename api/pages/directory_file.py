"""The directory as a file on pages: fetched, and loaded after a preview of what each line does."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.answers.problems import Problem
from api.dependencies import ServicesDep
from api.directory import changing
from api.directory.changing import DirectoryRefused
from api.directory.rights import require_keeper
from api.pages.directory import DIRECTORY, entry_address
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.rendering import render
from api.pages.staff import StaffVisitDep
from api.session_dependencies import OwnFormDep
from records.directory.csv_export import write_directory
from records.directory.csv_table import COLUMNS
from texts.directory import explain_line_error
from texts.formats import both
from texts.problems import explain_problem

router = APIRouter(include_in_schema=False)

FILE = DIRECTORY + "/berkas"
LINES_SHOWN = 500


@router.get(FILE)
async def show_file(request: Request, visit: StaffVisitDep) -> Response:
    """Where the file is fetched, and the form that loads one."""
    require_keeper(visit.who.actor)
    return render(request, "directory/file.html", _describe("", None, [], is_old=False, is_done=False))


@router.get(FILE + "/unduh")
async def fetch_file(services: ServicesDep, visit: StaffVisitDep) -> Response:
    """The whole directory as CSV."""
    require_keeper(visit.who.actor)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="direktori.csv"'}
    content = "\ufeff" + write_directory(services.directory)  # by the mark spreadsheets know UTF-8
    return Response(content, media_type="text/csv; charset=utf-8", headers=headers)


@router.post(FILE)
async def load_file(request: Request, visit: StaffVisitDep, _own: OwnFormDep) -> Response:
    """What each line would do; with the button `load` that is done, if it still is what was shown."""
    require_keeper(visit.who.actor)
    sent, language = first_values(await read_form(request)), language_of(request)
    text, is_old, step = sent.get("text", ""), False, sent.get("step", "preview")
    content = text.encode()
    try:
        if step == "load":
            try:
                effect = await changing.load_file(
                    visit.reading, content, preview=False, expected=sent.get("expected", "")
                )
                return render(
                    request, "directory/file.html", _describe("", effect, [], is_old=False, is_done=True)
                )
            except Problem as problem:
                if problem.code != "directory_changed":
                    raise
                is_old = True
        effect = await changing.load_file(visit.reading, content, preview=True)
    except DirectoryRefused as refused:
        told = [(each["field"].removeprefix("line "), each["message"]) for each in refused.members["errors"]]
        errors = [
            (line, (explain_line_error(message) or both(message, message))[language])
            for line, message in told
        ]
        context = _describe(text, None, errors, is_old=False, is_done=False)
        return render(request, "directory/file.html", context, 422)
    context = _describe(text, effect, [], is_old=is_old, is_done=False)
    context["old_text"] = explain_problem("directory_changed", "")[language]
    return render(request, "directory/file.html", context)


def _describe(
    text: str, effect: Any, errors: list[tuple[str, str]], *, is_old: bool, is_done: bool
) -> dict[str, Any]:
    lines = effect["lines"] if effect else []
    changing_lines = [each for each in lines if each["done"] != "unchanged"]
    return {
        "text": text,
        "effect": effect,
        "lines": changing_lines[:LINES_SHOWN],
        "more": max(0, len(changing_lines) - LINES_SHOWN),
        "counts": {
            "added": sum(each["done"] == "added" for each in lines),
            "changed": sum(each["done"] == "changed" and not is_disabled(each) for each in lines),
            "disabled": sum(is_disabled(each) for each in lines),
            "unchanged": sum(each["done"] == "unchanged" for each in lines),
        },
        "refused": errors,
        "is_old": is_old,
        "old_text": "",
        "is_done": is_done,
        "columns": COLUMNS,
        "entry_address": entry_address,
    }


def is_disabled(line: Any) -> bool:
    """Whether the line takes something out of office."""
    return any(each["column"] == "active" and each["after"] is False for each in line["fields"])
