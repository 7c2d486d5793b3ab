"""For training scripts in PyTorch (1.13 or newer)."""

from .lr_find import Found, lr_find
from .schedule import RemoteSchedule

__all__ = ["Found", "RemoteSchedule", "lr_find"]
