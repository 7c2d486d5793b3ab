"""Learning-rate range tests and schedules of a Rangefinder service. The parts for frameworks are modules of their own:

`rangefinder.pytorch`, `rangefinder.lightning`, `rangefinder.keras`, `rangefinder.huggingface`.
"""

from .client import Rangefinder
from .errors import Conflict, NotFound, Problem, RangefinderError, Unavailable
from .schedules import Schedule

__all__ = ["Conflict", "NotFound", "Problem", "Rangefinder", "RangefinderError", "Schedule", "Unavailable"]
