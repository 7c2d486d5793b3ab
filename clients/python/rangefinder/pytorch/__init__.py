"""For training scripts in PyTorch (1.13 or newer)."""

from ..found import Found
from .lr_find import lr_find
from .range_test import RangeTest
from .schedule import RemoteSchedule

__all__ = ["Found", "RangeTest", "RemoteSchedule", "lr_find"]
