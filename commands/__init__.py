"""The commands that work on the record, beside the programs that serve it."""
