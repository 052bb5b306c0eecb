"""The monthly report of a nation, a province or an agency: an accessible PDF (PDF/UA-1) in Indonesian.

`asking` says what may be asked for, `reading` reads the figures, `summary`, `tables` and `charts` make the
blocks of the document of them, `document` puts these in order, and `typesetting` makes the PDF. Everything
that it shows travels as data into `report.typ`, never as markup.
"""
