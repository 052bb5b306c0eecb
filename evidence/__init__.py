"""What an auditor relies on: sealed reports, the ledger over all facts, replays, bundles, the access ledger.

It reads the record and the engine, and is read by activities, API and commands. What verifies offline
(`canonical_json`, `strict_zip`, most of `bundle`, `ledger` and `replay`) knows neither database nor settings.
"""
