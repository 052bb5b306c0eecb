"""What an auditor's box understands of whatever is typed into it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.audits.finding import Understood, understand
from fields.tracking_numbers import derive_number

NUMBER = derive_number(b"secret", "key")
DIGEST = "0b7f3c21" * 8


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (NUMBER, Understood(report=NUMBER)),
        (NUMBER.lower().replace("-", " "), Understood(report=NUMBER)),
        (f" {NUMBER}/7 ", Understood(report=NUMBER, fact=7)),
        (f"{NUMBER} # 12", Understood(report=NUMBER, fact=12)),
        (f"{NUMBER}/fakta 3", Understood(report=NUMBER, fact=3)),
        (DIGEST, Understood(prefix=DIGEST)),
        (DIGEST.upper(), Understood(prefix=DIGEST)),
        (f"sha256:{DIGEST[:10]}", Understood(prefix=DIGEST[:10])),
        ("13", Understood(size=13)),
        ("1.024", Understood(size=1024)),
        ("1,024,000", Understood(size=1024000)),
        ("12345678", Understood(size=12345678, prefix="12345678")),
        ("0b7f3c2", Understood()),
        (DIGEST + "0", Understood()),
        (NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1"), Understood(is_mistyped=True)),
        ("abc/7", Understood()),
        ("", Understood()),
        ("\0", Understood()),
        ("9" * 18, Understood(prefix="9" * 18)),
    ],
)
def test_what_is_typed_is_understood(text: str, meant: Understood) -> None:
    assert understand(text) == meant


@given(st.text(max_size=300) | st.from_regex(r"[0-9a-f/# -]{0,80}"))
def test_nothing_that_can_be_typed_breaks_it(text: str) -> None:
    meant = understand(text)
    assert meant.is_nothing or not meant.is_mistyped
    assert meant.prefix is None or 8 <= len(meant.prefix) <= 64
    assert meant.fact is None or meant.report is not None


@given(st.integers(min_value=0, max_value=2**50), st.binary(min_size=8, max_size=8))
def test_every_fact_of_every_report_can_be_typed(fact: int, secret: bytes) -> None:
    number = derive_number(secret, "key")
    typed = f"{number}/{fact % 10**9}"
    assert understand(typed) == Understood(report=number, fact=fact % 10**9)
