"""What of the directory somebody sees: accounts, and who changed what."""

from api.answers.problems import Problem
from api.directory.rights import may_change_account, require_directory_reader, sees_agency
from api.schemas import directory as written
from api.services import Services
from records.directory import history
from records.directory.accounts import Account
from records.directory.history import NotedChange
from records.directory.in_memory import Directory, names_of
from records.paging import Cursors
from workflows.procedure.model import instants
from workflows.procedure.model.enums import Role
from workflows.procedure.model.facts import Actor


def list_accounts(
    directory: Directory,
    actor: Actor,
    *,
    words: str = "",
    agency: str | None = None,
    role: str | None = None,
    active: bool | None = None,
    limit: int = 50,
    after: str | None = None,
) -> written.DirectoryAccounts:
    """Accounts by username, of those that `actor` sees; each word must be in name, username or address.
    Raises a 403 problem, BadCursor or WrongCursor."""
    require_directory_reader(actor)
    wanted = words.casefold().split()
    cursors = Cursors.of("accounts", wanted, agency, role, active)
    last = cursors.read(after, str)[0] if after is not None else ""
    found = [
        each
        for each in directory.accounts()
        if each.username > last
        and sees_agency(actor, each.agency)
        and (agency is None or each.agency == agency)
        and (role is None or each.role == role)
        and (active is None or each.disabled is not active)
        and _has_words(each, wanted)
    ]
    page = cursors.page(found, limit, lambda each: [each.username])
    return {"items": [present_account(directory, actor, each) for each in page.items], "next": page.next}


def find_account(directory: Directory, actor: Actor, username: str) -> Account:
    """The account of that name. Raises a 403 problem, and 404 for one that is not `actor`'s to see."""
    require_directory_reader(actor)
    found = directory.account_named(username)
    if found is None or not sees_agency(actor, found.agency):
        raise Problem(404, "unknown_account", "There is no such account.")
    return found


def present_account(directory: Directory, actor: Actor, account: Account) -> written.DirectoryAccount:
    """The account as `actor` sees it."""
    return {
        "id": account.id,
        "username": account.username,
        "name": account.name,
        "role": Role(account.role),
        "agency": account.agency,
        "unit": account.unit,
        **names_of(directory, account.agency, account.unit),
        "email": account.email,
        "active": not account.disabled,
        "must_change_password": account.must_change_password,
        "may_change": may_change_account(actor, account.role, account.agency),
    }


async def list_changes(
    services: Services,
    actor: Actor,
    *,
    kind: str | None = None,
    agency: str | None = None,
    code: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> written.DirectoryChanges:
    """Who changed what, the newest first; an agency's admin sees what concerns the agency. Raises a 403
    problem, BadCursor, WrongCursor, or one of `SQL_AWAY`."""
    require_directory_reader(actor)
    own = actor.agency if actor.role is Role.AGENCY_ADMIN else agency
    cursors = Cursors.of("directory changes", kind, agency, code)
    before = cursors.read(after, int)[0] if after is not None else None
    if own != agency and agency is not None:
        return {"items": [], "next": None}
    found = await history.list_changes(
        services.pool, limit=limit + 1, before=before, kind=kind, agency=own, code=code
    )
    page = cursors.page(found, limit, lambda last: [last.id])
    return {"items": [_present_change(services.directory, each) for each in page.items], "next": page.next}


def _present_change(directory: Directory, change: NotedChange) -> written.DirectoryChangeNoted:
    author = directory.account(change.author) if change.author else None
    return {
        "id": change.id,
        "at": instants.format_instant(change.at),
        "author": change.author,
        "author_name": author.name if author else None,
        "kind": change.kind,  # type: ignore[typeddict-item]  # what the triggers write
        "agency": change.agency,
        "code": change.code,
        "act": change.act,  # type: ignore[typeddict-item]  # what the triggers write
        "changes": change.changes,
    }


def _has_words(account: Account, words: list[str]) -> bool:
    text = f"{account.username}\n{account.name}\n{account.email or ''}".casefold()
    return all(word in text for word in words)
