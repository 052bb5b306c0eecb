"""What figures are called, and what each of them says, in both languages."""
