"""Texts in bodies, cleaned before the rules that stand before them in an annotation judge them."""

from collections.abc import Callable
from typing import Any

from pydantic import BeforeValidator

from fields.text import clean, line


def _written(rule: Callable[[str], Any]) -> BeforeValidator:
    return BeforeValidator(lambda value: rule(value) if isinstance(value, str) else value)


Written, InOneLine = _written(clean), _written(line)
"""Come last in an annotation, so that what stands before them judges the cleaned text."""
