"""An API that is always ready, and tells which process it is."""

import os

from fastapi import FastAPI


def create_app() -> FastAPI:
    app = FastAPI()

    @app.get("/readyz")
    def readyz() -> dict[str, int]:
        return {"pid": os.getpid()}

    return app
