"""The archive: every finished report's histories and facts, sealed as one object each, apart from the engine
and the record."""
