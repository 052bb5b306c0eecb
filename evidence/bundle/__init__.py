"""The bundle: one report with all its proofs as one file, that is verified away from here."""
