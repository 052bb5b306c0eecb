"""What an auditor relies on: archive, ledger, replay, bundle, access ledger, and what they share.

It reads the record and the engine; it decides nothing. What verifies offline (`canonical_json`,
`strict_zip`, most of `bundle`, `ledger` and `replay`) may import neither database nor settings.
"""
