"""How many of something there are, in English."""


def plural(number: int, what: str) -> str:
    """So many of what is named in the singular."""
    if number == 1:
        return f"1 {what}"
    if what.endswith("ss"):
        return f"{number} {what}es"
    return f"{number} {what[:-1]}ies" if what.endswith("ry") else f"{number} {what}s"
