"""Statements written on the models of `records.tables`, as the text that psycopg takes.

A statement is compiled once, where its module is imported: running it costs what text costs.
"""

from typing import Any

from sqlalchemy import BindParameter, ClauseElement, ColumnElement, Text
from sqlalchemy.dialects.postgresql import psycopg


class _Compiler(psycopg.PGCompiler_psycopg):
    """Writes values into the text, so that the server plans for them, as for the predicate of an index; a
    `bindparam` without a value becomes a parameter, `%(name)s`."""

    def visit_bindparam(self, bindparam: BindParameter[Any], **options: Any) -> str:  # type: ignore[override]
        options["literal_binds"] = options.get("literal_binds", False) or not bindparam.required
        text: str = super().visit_bindparam(bindparam, **options)  # type: ignore[no-untyped-call]
        return text


class _Text(Text):
    """Casts parameters to `text`, which all columns are. SQLAlchemy casts to `varchar`, and arrays of
    that can't be compared with arrays of `text`."""

    render_bind_cast = True


class _Dialect(psycopg.PGDialect_psycopg):
    statement_compiler = _Compiler
    colspecs = {**psycopg.PGDialect_psycopg.colspecs, Text: _Text}  # noqa: RUF012  # as in the base class
    supports_statement_cache = False


_DIALECT = _Dialect()  # type: ignore[no-untyped-call]


def columns(*attributes: Any) -> tuple[ColumnElement[Any], ...]:
    """Attributes of models, which type checkers take for values, as the columns that they are."""
    return attributes


def compile_statement(statement: ClauseElement, *columns: str) -> str:
    """The text of `statement`, with `%(name)s` for each `bindparam("name")`, and in an `insert` for each of
    the `columns` that are given by name."""
    return str(statement.compile(dialect=_DIALECT, column_keys=list(columns) or None))
