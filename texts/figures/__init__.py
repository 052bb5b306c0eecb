"""What figures are called, and what each of them says, in both languages. How a figure is
computed is in `records.figures.definitions`."""
