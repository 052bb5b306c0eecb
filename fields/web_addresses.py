"""Addresses of published documents. They are shown as links and never followed by the product."""

from pydantic import HttpUrl, TypeAdapter, ValidationError

LONGEST = 500
A_WEB_ADDRESS = "must be a web address that begins with http:// or https://"
_URL = TypeAdapter(HttpUrl)


def web_address(text: str) -> str:
    """The address in its normal form, such as with a host in small letters.

    Raises ValueError for any other scheme, an address without a host, and one that carries a user name or a
    password.
    """
    try:
        url = _URL.validate_python(text)
    except ValidationError:
        raise ValueError(A_WEB_ADDRESS) from None
    if url.username or url.password:
        raise ValueError("must not hold a user name or a password")
    found = str(url)
    if len(found) > LONGEST:
        raise ValueError(f"must have {LONGEST} or fewer characters")
    return found
