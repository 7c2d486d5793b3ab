"""For training scripts in PyTorch (1.13 or newer)."""

from .schedule import RemoteSchedule

__all__ = ["RemoteSchedule"]
