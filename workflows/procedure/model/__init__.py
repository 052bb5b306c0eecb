"""The data of the procedure: facts, decisions, the case and its parts, policies, requests.

Rules do not belong here: `time` computes when something is due, `fold` changes a case, `rules` say who may
decide what. Of this product, only `calendars` and `fields` may be imported here.
"""
