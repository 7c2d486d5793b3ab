"""For Hugging Face's Trainer: `Rates` trains with a schedule, `RangeTest` finds the rates."""

from ..found import Found
from .range_test import RangeTest
from .rates import Rates

__all__ = ["Found", "RangeTest", "Rates"]
