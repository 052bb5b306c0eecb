"""The pages: HTML for people, drawn from what the JSON routes are answered from.

Templates show; they decide nothing. A rule belongs in `workflows.procedure`, a query in `records`, and
what is said of the procedure in `texts`.
"""
