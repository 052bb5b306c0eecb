"""The record's schema, step by step; run by `records.setup`, never by hand."""
