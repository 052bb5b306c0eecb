"""Passwords: checked under the limits for sign-ins, and changed. One way for tokens and for sessions."""

from api.answers.problems import Problem, as_sentence
from api.services import Services
from records.directory import accounts
from records.directory.accounts import Account, PasswordTooLong, PasswordTooShort


async def authenticate_password(
    services: Services, address: str, username: str, password: str
) -> Account | None:
    """The account if name and password belong together and it is not disabled. Raises a 429 problem where
    `address` or the account had too many wrong ones."""
    async with services.limits.sign_ins.attempt(address, username) as attempt:
        account = None
        if "\0" not in username:
            account = await accounts.authenticate(services.pool, username, password)
        attempt.is_right = account is not None
    return account


async def change_own_password(
    services: Services, address: str, account: Account, current: str, new: str
) -> None:
    """Changes the account's password; its tokens and sessions end. Raises a 422 problem where `current` is
    wrong or `new` can't be a password, and 429 as for signing in."""
    if await authenticate_password(services, address, account.username, current) is None:
        raise Problem(422, "wrong_password", "The current password is another one.")
    if account.must_change_password and new == current:
        raise Problem(422, "password_unchanged", "A one-time password has to give way to another one.")
    try:
        await accounts.change_password(services.pool, account.username, new, author=account.id)
    except PasswordTooShort as short:
        raise Problem(422, "password_too_short", as_sentence(str(short))) from None
    except PasswordTooLong as long:
        raise Problem(422, "password_too_long", as_sentence(str(long))) from None
    await services.directory.refresh()
