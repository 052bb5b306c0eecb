"""The record: what SQL keeps of reports, directory and keys. Activities write it, the API reads it."""
