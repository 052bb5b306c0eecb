"""Open data: monthly sets of figures for everybody, in which no small number can be told.

`rounding` protects the numbers, `inference` is what a reader could conclude, `months` reads what a set is of,
`tables` makes its rows, `stored_sets` keeps what was published.
"""
