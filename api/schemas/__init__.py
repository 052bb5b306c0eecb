"""The fields of every answer, one file per resource, and of the bodies of requests (`bodies`). The OpenAPI
document is made from them.

Making an answer does not belong here. Answers are TypedDicts, plain dicts at run time: the functions that
make answers return them, so mypy proves that what is answered is what is declared. Nothing is validated or
copied on its way out. States are stored in the form in which they are answered, and their type is trusted
where they are read. The tests validate every answer they get, and an undeclared field fails them.
"""
