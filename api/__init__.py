"""The product over HTTP: routes, and what is needed to answer them.

Rules of the procedure belong in `workflows.procedure`, and SQL in `records`.
"""
