"""Learning rates: the service's, and the same formulas here."""

from .schedule import Schedule

__all__ = ["Schedule"]
