"""What the API answers, field by field: a file a resource.

These are TypedDicts, plain dicts at run time. The functions that build answers return them, so mypy proves
that what is answered is what the document declares. Nothing is validated or copied on its way out: states
stand in records and histories in the form that they leave in, and their type is taken on trust where they are
read from there. The tests hold every answer that they are given against the document, where a field that is
not declared is a fault."""
