"""`tuntas audit …`: whether what is on record is what the engine's histories make of it."""

import typer

app = typer.Typer(no_args_is_help=True, help="Replay histories, and verify what an audit took along.")


@app.callback()
def audit() -> None:
    """Replay histories, and verify what an audit took along."""
