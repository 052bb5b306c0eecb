"""The bundle: one report with all its proofs in one signed file, and the program that verifies it offline.

Only `making` may read database and engine. Everything else works on the file alone.
"""
