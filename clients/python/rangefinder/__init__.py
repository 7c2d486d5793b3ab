"""Learning-rate range tests and schedules of a Rangefinder service; `rangefinder.pytorch` is for PyTorch."""

from .client import Rangefinder
from .errors import Conflict, NotFound, Problem, RangefinderError, Unavailable
from .schedules import Schedule

__all__ = ["Conflict", "NotFound", "Problem", "Rangefinder", "RangefinderError", "Schedule", "Unavailable"]
