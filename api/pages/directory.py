"""The directory on pages: found, added, changed after a preview; passwords; history."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.answers.problems import Problem
from api.dependencies import AfterQuery, ServicesDep
from api.directory import changing, listing
from api.directory.rights import KEEPERS, may_change_account, require_directory_reader, sees_agency
from api.pages.acts_of_entry import describe_acts
from api.pages.calendar import group_regions
from api.pages.directory_form import Entry, explain_errors, read_line, read_values, values_of
from api.pages.forms import first_values, read_form
from api.pages.language import language_of
from api.pages.list_address import make_address
from api.pages.rendering import render
from api.pages.staff import StaffVisit, StaffVisitDep
from api.routes.agencies import has_words
from api.schemas.directory import DirectoryEffect
from api.services import Services
from api.session_dependencies import OwnFormDep
from records.paging import Cursors
from texts.problems import explain_problem
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor

router = APIRouter(include_in_schema=False)

DIRECTORY = "/direktori"
AGENCIES, ENTRY, HISTORY = f"{DIRECTORY}/instansi", f"{DIRECTORY}/entri", f"{DIRECTORY}/perubahan"
LISTED, CHANGES_SHOWN = 50, 10
ROLES = (
    Role.LIAISON_OFFICER,
    Role.AGENCY_ADMIN,
    Role.SUPERVISOR,
    Role.NATIONAL_ADMIN,
    Role.AUDITOR,
    Role.OPERATOR,
)
WordsQuery = Annotated[str, Query(max_length=100)]
AgencyQuery = Annotated[str, Query(alias="instansi", max_length=64)]
Kind = Literal["agency", "unit", "account"]


async def entry_in_address(
    kind: Annotated[Kind, Query(alias="jenis")],
    agency: AgencyQuery = "",
    code: Annotated[str, Query(alias="kode", max_length=200)] = "",
) -> Entry:
    """Which entry the page is about."""
    return Entry(kind, agency or None, code or None)


EntryDep = Annotated[Entry, Depends(entry_in_address)]


def entry_address(kind: str, code: str = "", agency: str | None = None) -> str:
    """The address of an entry's page; without a code that of a new one."""
    return make_address(ENTRY, {"jenis": kind, "instansi": agency, "kode": code})


@router.get(DIRECTORY)
async def show_accounts(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    q: WordsQuery = "",
    agency: AgencyQuery = "",
    role: Annotated[Role | Literal[""], Query(alias="peran")] = "",
    state: Annotated[Literal["", "aktif", "nonaktif"], Query(alias="keadaan")] = "",
    after: AfterQuery = None,
) -> Response:
    """Accounts, found by words, agency, role and state."""
    actor = visit.who.actor
    found = listing.list_accounts(
        services.directory,
        actor,
        words=q,
        agency=agency or None,
        role=role or None,
        active=None if not state else state == "aktif",
        limit=LISTED,
        after=after,
    )
    asked = {"q": q, "instansi": agency, "peran": role, "keadaan": state}
    context = {
        "accounts": found["items"],
        "asked": asked,
        "agencies": _choose_agencies(services, actor),
        "roles": ROLES,
        "is_first": after is None,
        "first_url": make_address(DIRECTORY, asked),
        "next_url": make_address(DIRECTORY, asked | {"after": found["next"]}) if found["next"] else None,
        "entry_address": entry_address,
        "is_keeper": actor.role in KEEPERS,
    }
    return render(request, "directory/accounts.html", context)


@router.get(AGENCIES)
async def show_agencies(
    services: ServicesDep,
    request: Request,
    visit: StaffVisitDep,
    q: WordsQuery = "",
    after: AfterQuery = None,
) -> Response:
    """Agencies and their units, found by words."""
    actor = visit.who.actor
    require_directory_reader(actor)
    words = q.casefold().split()
    cursors = Cursors.of("directory agencies", words)
    last = cursors.read(after, str)[0] if after is not None else ""
    found = [
        each
        for each in services.directory.agencies()
        if each.code > last and sees_agency(actor, each.code) and has_words(services.directory, each, words)
    ]
    page = cursors.page(found, LISTED, lambda each: [each.code])
    context = {
        "agencies": [(each, services.directory.units(each.code)) for each in page.items],
        "q": q,
        "is_first": after is None,
        "next_url": make_address(AGENCIES, {"q": q, "after": page.next}) if page.next else None,
        "entry_address": entry_address,
        "is_keeper": actor.role in KEEPERS,
    }
    return render(request, "directory/agencies.html", context)


@router.get(ENTRY)
async def show_entry(
    services: ServicesDep, request: Request, visit: StaffVisitDep, entry: EntryDep, done: str = ""
) -> Response:
    """One agency, unit or account with its history, or the form of a new one."""
    values = values_of(services, visit.who.actor, entry)
    return await _show_entry(services, request, visit, entry, values, done=done)


@router.post(ENTRY)
async def change_entry(
    services: ServicesDep, request: Request, visit: StaffVisitDep, entry: EntryDep, _own: OwnFormDep
) -> Response:
    """What the form would do; with the button `save` that is done, if it still is what was shown."""
    values_of(services, visit.who.actor, entry)
    sent, language = first_values(await read_form(request)), language_of(request)
    values, step = read_values(entry.kind, sent), sent.get("step", "preview")
    is_new, is_old = entry.code is None, False
    try:
        line = read_line(entry, values)
        if step == "save":
            try:
                await changing.change_entry(
                    visit.reading, line, preview=False, expected=sent.get("expected", ""), is_new=is_new
                )
            except Problem as problem:
                if problem.code != "directory_changed":
                    raise
                is_old = True
            else:
                here = entry_address(entry.kind, entry.code or values["code"], entry.agency)
                return RedirectResponse(make_address(here, {"done": "saved"}), 303)
        effect = None
        if step != "edit":
            effect = await changing.change_entry(visit.reading, line, preview=True, is_new=is_new)
    except Problem as problem:
        if problem.status not in {409, 422} and problem.code != "own_account":
            raise
        errors = explain_errors(problem, entry.kind, language)
        return await _show_entry(services, request, visit, entry, values, errors=errors)
    return await _show_entry(services, request, visit, entry, values, effect=effect, is_old=is_old)


@router.post(DIRECTORY + "/kata-sandi")
async def give_password(
    services: ServicesDep, request: Request, visit: StaffVisitDep, _own: OwnFormDep
) -> Response:
    """A one-time password, shown on this page and nowhere else."""
    sent = first_values(await read_form(request))
    account = listing.find_account(services.directory, visit.who.actor, sent.get("username", ""))
    password = await changing.give_one_time_password(visit.reading, account)
    context = {"account": account, "password": password, "back": entry_address("account", account.username)}
    return render(request, "directory/password.html", context)


@router.get(HISTORY)
async def show_history(
    services: ServicesDep, request: Request, visit: StaffVisitDep, after: AfterQuery = None
) -> Response:
    """Who changed what, the newest first."""
    found = await listing.list_changes(services, visit.who.actor, limit=LISTED, after=after)
    context = {
        "changes": found["items"],
        "is_first": after is None,
        "next_url": make_address(HISTORY, {"after": found["next"]}) if found["next"] else None,
        "entry_address": entry_address,
        "is_keeper": visit.who.actor.role in KEEPERS,
        "zone": visit.zone,
    }
    return render(request, "directory/history.html", context)


async def _show_entry(
    services: Services,
    request: Request,
    visit: StaffVisit,
    entry: Entry,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    effect: DirectoryEffect | None = None,
    is_old: bool = False,
    done: str = "",
) -> Response:
    actor, directory, language = visit.who.actor, services.directory, language_of(request)
    of = {"kind": entry.kind, "code": entry.code}
    told = await listing.list_changes(services, actor, limit=CHANGES_SHOWN, **of) if entry.code else None
    agency = values.get("agency") if entry.kind == "account" else entry.agency
    context = {
        **await describe_acts(services, actor, entry, visit.zone),
        "entry": entry,
        "here": entry_address(entry.kind, entry.code or "", entry.agency),
        "values": values,
        "errors": errors or {},
        "effect": effect,
        "is_old": is_old,
        "old_text": explain_problem("directory_changed", "")[language],
        "done": done,
        "may_change": _may_change(services, actor, entry),
        "is_own": entry.kind == "account" and entry.code == visit.who.account.username,
        "is_keeper": actor.role in KEEPERS,
        "agencies": _choose_agencies(services, actor),
        "agency_name": directory.agency_name(agency),
        "units": directory.units(agency) if agency else [],
        "own_units": directory.units(entry.code) if entry.kind == "agency" and entry.code else [],
        "roles": [each for each in ROLES if _may_give(actor, each)],
        "regions": group_regions(language),
        "changes": told["items"] if told else [],
        "entry_address": entry_address,
        "zone": visit.zone,
    }
    return render(request, "directory/entry.html", context, 422 if errors else 200)


def _may_change(services: Services, actor: Actor, entry: Entry) -> bool:
    if entry.kind != "account":
        return actor.role in KEEPERS
    found = services.directory.account_named(entry.code) if entry.code else None
    if found is None:
        return True
    return may_change_account(actor, found.role, found.agency)


def _may_give(actor: Actor, role: Role) -> bool:
    """Whether there is an office of that role that `actor` may give."""
    return any(may_change_account(actor, role, agency) for agency in (None, actor.agency or "any"))


def _choose_agencies(services: Services, actor: Actor) -> list[tuple[str, str]]:
    """Code and name of the agencies that `actor` sees, by name."""
    seen = [each for each in services.directory.agencies() if sees_agency(actor, each.code)]
    return sorted(((each.code, each.name) for each in seen), key=lambda each: each[1])
