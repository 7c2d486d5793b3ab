"""Reporting what a training elsewhere observes."""

from .delivery import Delivery, deliver
from .observation import Observation
from .reporter import Reported, Reporter

__all__ = ["Delivery", "Observation", "Reported", "Reporter", "deliver"]
