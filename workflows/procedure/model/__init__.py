"""The data of the procedure: facts, decisions, the case and its parts, policies, requests.

Rules do not belong here: `fold` changes a case, `rules` say who may decide what, `time` says when something
is due.
"""
