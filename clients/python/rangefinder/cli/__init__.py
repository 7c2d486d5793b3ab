"""The command line: `python -m rangefinder …`."""

from .main import main

__all__ = ["main"]
