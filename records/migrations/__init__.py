"""The record's schema, step by step; run by `records.installation.setup`, never by hand."""
