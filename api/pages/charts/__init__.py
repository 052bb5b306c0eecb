"""The geometry of charts: where bars, columns, lines, squares and their labels stand.

Pure: templates only print it (`templates/components/chart.html`). Across, everything is in percent of the
chart's width, and down in pixels: so a chart fills any width, and its letters keep their size. Counting what
a chart shows does not belong here.
"""
