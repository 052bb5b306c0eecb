"""E-mail addresses: what intake and directory take is what the sender can write to."""

import email_validator
from email_validator import EmailNotValidError, ValidatedEmail, validate_email

# Names such as .invalid and .local are an installation's own business: they are tried out with, and mail
# servers of closed networks deliver to them. The list is the library's documented way to allow them.
email_validator.SPECIAL_USE_DOMAIN_NAMES.clear()

AN_ADDRESS = "must be an e-mail address, like nama@contoh.go.id"
ASCII_LOCAL_PART = "must be an e-mail address with nothing but a-z, 0-9 and common signs before the @"


def address(text: str) -> str:
    """The address as it is kept: its domain in lower case, an IDN in Unicode. Raises ValueError.

    The part before the @ has to be ASCII: other ones reach nobody whose mail server lacks SMTPUTF8.
    """
    return _read(text, dotted=True).normalized


def sendable(text: str, *, dotted: bool = True) -> str:
    """The same address as mail servers take it: ASCII, an IDN as `xn--`. Raises ValueError.

    Unless it must be `dotted`, the domain may be a plain host name such as localhost.
    """
    found = _read(text, dotted=dotted).ascii_email
    assert found is not None, "only ASCII is let through before the @"
    return found


def _read(text: str, *, dotted: bool) -> ValidatedEmail:
    try:
        found = validate_email(
            text,
            check_deliverability=False,
            allow_smtputf8=False,
            globally_deliverable=False,
            strict=True,
        )
    except EmailNotValidError:
        local, _, domain = text.rpartition("@")
        raise ValueError(AN_ADDRESS if local.isascii() or not domain else ASCII_LOCAL_PART) from None
    *rest, top = (found.ascii_domain or "").split(".")
    # No top-level domain has digits only: what ends so is an IP address, or mistyped.
    if (dotted and not rest) or top.isdigit():
        raise ValueError(AN_ADDRESS)
    # `=?` is allowed before an @, but an address is no place for what mail programs decode.
    if "=?" in found.normalized or "?=" in found.normalized:
        raise ValueError(AN_ADDRESS)
    return found
