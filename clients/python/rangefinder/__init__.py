"""Learning-rate range tests and schedules of a Rangefinder service. The parts for frameworks are modules of their own:

`rangefinder.pytorch`, `rangefinder.lightning`, `rangefinder.keras`, `rangefinder.huggingface`.
"""

from .client import Rangefinder
from .comparing import Compared, RunSchedule, compare
from .errors import Conflict, Incompatible, NotFound, Problem, RangefinderError, RangefinderWarning, Unavailable
from .found import Found
from .reporting import Observation
from .schedules import Schedule
from .version import __version__

__all__ = [
    "Compared",
    "Conflict",
    "Found",
    "Incompatible",
    "NotFound",
    "Observation",
    "Problem",
    "Rangefinder",
    "RangefinderError",
    "RangefinderWarning",
    "RunSchedule",
    "Schedule",
    "Unavailable",
    "__version__",
    "compare",
]
