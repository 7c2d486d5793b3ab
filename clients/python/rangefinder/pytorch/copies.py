"""Copies of tensors that are kept while a training goes on."""

from __future__ import annotations

import mmap
from typing import Dict

import torch

# Smaller ones fill no page.
_PAGE_BYTES = mmap.PAGESIZE

# Not shared with processes that are forked meanwhile, such as a loader's; Windows knows no flags.
_PRIVATE: Dict[str, int] = {"flags": mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS} if hasattr(mmap, "MAP_PRIVATE") else {}


def copied(tensor: torch.Tensor) -> torch.Tensor:
    """Its values in the memory of the CPU, in pages of their own.

    Copies in the heap would lie among what the training allocates and frees at every step, which then gives more memory back
    to the system, and is given it anew, page by page (bench/README.md).
    """
    size = tensor.numel() * tensor.element_size()
    if size < _PAGE_BYTES or type(tensor) is not torch.Tensor or tensor.layout is not torch.strided or tensor.is_quantized:
        return tensor.to("cpu", copy=True)
    pages = mmap.mmap(-1, size, **_PRIVATE)
    return torch.frombuffer(pages, dtype=tensor.dtype).view(tensor.shape).copy_(tensor)
