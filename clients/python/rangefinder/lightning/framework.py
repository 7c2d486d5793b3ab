"""Lightning under either of its names."""

from __future__ import annotations

try:
    from lightning.pytorch.callbacks import Callback
except ImportError:
    from pytorch_lightning.callbacks import Callback

__all__ = ["Callback"]
