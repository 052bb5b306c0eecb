"""Open data as everybody fetches it: `publishing` makes a set once, `listing` tells what there is, and
`catalogue` tells the same as DCAT.

How numbers are protected, and where sets are kept, is in `records.open_data`.
"""
