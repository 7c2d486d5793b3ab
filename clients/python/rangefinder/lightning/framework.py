"""Lightning under either of its names."""

from __future__ import annotations

try:
    from lightning.pytorch.callbacks import Callback
    from lightning.pytorch.loggers.logger import DummyLogger
except ImportError:
    from pytorch_lightning.callbacks import Callback
    from pytorch_lightning.loggers.logger import DummyLogger

__all__ = ["Callback", "DummyLogger"]
