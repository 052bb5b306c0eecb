"""What the procedure is about: facts, decisions, the Case and its parts, policies. Data without rules.

What changes a Case is `fold`; who may decide what is `rules`; when something is due is `time`.
"""
