"""The fold, step by step: what each fact does to the Case."""
