from hypothesis import given
from hypothesis import strategies as st

from fields import tracking_numbers

SECRET = b"s" * 32


@given(st.text(min_size=1, max_size=50))
def test_a_number_reads_back_however_it_is_written(key: str) -> None:
    number = tracking_numbers.derive_number(SECRET, key)
    assert tracking_numbers.derive_number(SECRET, key) == number
    assert len(number) == 16
    heard = number.lower().replace("-", "").replace("0", "O").replace("1", "i")
    assert tracking_numbers.parse_number(heard) == tracking_numbers.parse_number(number) == number


@given(st.text(min_size=1, max_size=9), st.integers(0, 11), st.sampled_from(tracking_numbers.ALPHABET))
def test_one_wrong_character_is_always_noticed(key: str, at: int, wrong: str) -> None:
    plain = tracking_numbers.derive_number(SECRET, key).replace("-", "")
    if plain[at] == wrong:
        return
    try:
        tracking_numbers.parse_number(plain[:at] + wrong + plain[at + 1 :])
    except tracking_numbers.WrongCheck:
        return
    raise AssertionError("a mistyped number passed")


def test_what_is_no_number_reads_as_nothing() -> None:
    for text in ("", "7K3M", "7K3M-9QXT-2VHW-U", "7K3M-9QXT-2VHW-55", "\0" * 13):
        assert tracking_numbers.parse_number(text) is None


def test_pins_have_six_digits_and_differ_by_number() -> None:
    pins = {
        tracking_numbers.derive_pin(SECRET, tracking_numbers.derive_number(SECRET, str(n)))
        for n in range(100)
    }
    assert len(pins) > 98
    assert all(len(pin) == 6 and pin.isdigit() for pin in pins)
