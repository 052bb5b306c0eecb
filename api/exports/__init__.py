"""Tables as files: CSV, XLSX and Parquet, each with a codebook of its columns.

`tables` says what a table is, `files` writes one into a file, `answers` sends it.
"""
