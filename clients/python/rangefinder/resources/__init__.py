"""What the service has, a module for each kind of thing."""

from .catalogue import Catalogue
from .comparisons import Comparisons
from .events import Event, Events
from .keys import Keys
from .pictures import Pictures
from .range_tests import RangeTests
from .schedules import Schedules
from .training_runs import TrainingRuns

__all__ = ["Catalogue", "Comparisons", "Event", "Events", "Keys", "Pictures", "RangeTests", "Schedules", "TrainingRuns"]
