"""What can be shown where there are only characters."""

from .characters import printable
from .plot import plot
from .progress import Progress, Shown, progress

__all__ = ["Progress", "Shown", "plot", "printable", "progress"]
