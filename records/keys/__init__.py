"""The reports' own keys: stored wrapped, held in memory for minutes, destroyed to erase.

Encrypting and decrypting with a report's key belongs here. Who may read a text does not; see
`api.requests.access`.
"""
