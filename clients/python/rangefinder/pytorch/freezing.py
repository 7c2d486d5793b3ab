"""Objects as they are at a moment, and how to make them so again."""

from __future__ import annotations

import array
import enum
import sys
import types
from collections import deque
from typing import Any, Dict, List, Set, Tuple

import torch
from torch import nn
from torch.utils.data import Dataset

from ..drawing import Restore, of_generator
from .copies import copied

# Those never change.
_PLAIN = (
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    type(None),
    type,
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.ModuleType,
    enum.Enum,
    torch.dtype,
    torch.device,
    torch.Size,
)

# Whose objects are connections, processes, or what runs the training: they are left as they are.
_LEFT_ALONE = frozenset(
    (
        "_io", "_thread", "accelerate", "asyncio", "concurrent", "functools", "io", "lightning", "lightning_fabric", "logging",
        "mlflow", "multiprocessing", "pathlib", "pytorch_lightning", "queue", "re", "subprocess", "tensorboard", "threading",
        "wandb", "weakref",
    )
)  # fmt: skip

# Of torch's own, those that keep something of a training.
_OF_TORCH = ("torch.optim", "torch.amp", "torch.cuda.amp", "torch.distributed.optim", "torch.nn.utils", "torch.ao")

# What torch's modules are made of; all else of theirs says how they were made.
_REGISTRIES = ("_parameters", "_buffers", "_modules")


class Frozen:
    """All that can be reached from some objects: `restore` puts their contents back into the same objects.

    Tensors are copied to the memory of the CPU, and put back into the same tensors, so that whatever holds one sees its old
    value. Lists, dicts, sets, deques, arrays, generators of random numbers and the attributes of objects are put back, too; what
    cannot be, such as an open file or an iterator, is left as it is.
    """

    def __init__(self) -> None:
        self._restores: List[Restore] = []
        self._seen: Set[int] = set()
        self._held: List[Any] = []  # so that no id is given to another object

    def restore(self) -> None:
        for restore in self._restores:
            restore()

    def add(self, value: Any) -> None:
        """Remembers a value and all in it."""
        waiting = [value]
        while waiting:
            value = waiting.pop()
            if isinstance(value, _PLAIN) or id(value) in self._seen:
                continue
            self._seen.add(id(value))
            self._held.append(value)
            waiting.extend(self._remember(value))

    def _remember(self, value: Any) -> List[Any]:
        """How it is put back, and what is in it."""
        if isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, nn.Module):
            return self._module(value)
        generator = of_generator(value)
        if generator is not None:
            self._restores.append(generator)
            return []
        if isinstance(value, (dict, list, set, deque, bytearray, array.array)):
            return self._container(value) + self._attributes(value)
        if isinstance(value, (tuple, frozenset)):
            return list(value)
        if _is_numpy_array(value):
            return self._array(value)
        return [] if _left_alone(value) else self._attributes(value)

    def _tensor(self, tensor: torch.Tensor) -> List[Any]:
        memory = tensor.detach()
        values = copied(memory)
        wants_gradient, gradient = tensor.requires_grad, tensor.grad if tensor.is_leaf else None

        def put_back() -> None:
            if _moved(tensor, memory):
                tensor.data = memory
            with torch.no_grad():
                tensor.copy_(values)
            if tensor.is_leaf:
                if tensor.requires_grad != wants_gradient:
                    tensor.requires_grad_(wants_gradient)
                if tensor.grad is not gradient:
                    tensor.grad = gradient

        self._restores.append(put_back)
        return [gradient, *self._attributes(tensor)]

    def _module(self, module: nn.Module) -> List[Any]:
        """Also buffers that state_dict leaves out, the mode, and what it keeps besides, such as counters and metrics."""
        own = vars(module)
        if type(module).__module__.startswith("torch."):
            if "training" in own:  # a compiled module asks the one inside
                self._restores.append(_entry(own, "training"))
            members = [own[name] for name in _REGISTRIES if name in own]
            # DistributedDataParallel notes there how far it is
            return members + [own] if isinstance(module, nn.parallel.DistributedDataParallel) else members
        return self._attributes(module)

    def _container(self, value: Any) -> List[Any]:
        if isinstance(value, dict):
            entries = dict(value)

            def put_back() -> None:
                if len(value) == len(entries) and all(map(_same, value.items(), entries.items())):
                    return
                value.clear()
                for key, entry in entries.items():
                    value[key] = entry

            self._restores.append(put_back)
            return [*entries.keys(), *entries.values()]
        members = list(value)

        def refill() -> None:
            value.clear() if not isinstance(value, array.array) else value.__delitem__(slice(None))
            value.update(members) if isinstance(value, set) else value.extend(members)

        self._restores.append(refill)
        return members

    def _array(self, value: Any) -> List[Any]:
        kept = value.copy()

        def put_back() -> None:
            if value.flags.writeable:
                value[...] = kept

        self._restores.append(put_back)
        return list(kept.flat) if kept.dtype == object else []

    def _attributes(self, owner: Any) -> List[Any]:
        found = getattr(owner, "__dict__", None)
        members: List[Any] = []
        if type(found) is dict:
            kept = dict(found)

            def put_back() -> None:
                found.clear()
                found.update(kept)

            self._restores.append(put_back)
            members += kept.values()
        for name in _slots(type(owner)):
            if hasattr(owner, name):
                value = getattr(owner, name)
                self._restores.append(_slot(owner, name, value))
                members.append(value)
        return members


def _moved(tensor: torch.Tensor, memory: torch.Tensor) -> bool:
    """Whether it was given other memory, as by `tensor.data = …`, perhaps of another size."""
    if tensor.shape != memory.shape:
        return True
    return tensor.layout is memory.layout is torch.strided and tensor.data_ptr() != memory.data_ptr()


def _is_numpy_array(value: Any) -> bool:
    numpy: Any = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _left_alone(value: Any) -> bool:
    home = type(value).__module__
    if isinstance(value, Dataset):  # samples are many, and do not change
        return True
    if home.startswith("torch.") or home == "torch":
        return not home.startswith(_OF_TORCH)
    return home == "builtins" or home.split(".")[0] in _LEFT_ALONE


def _same(one: Tuple[Any, Any], other: Tuple[Any, Any]) -> bool:
    return one[0] is other[0] and one[1] is other[1]


def _slots(kind: type) -> List[str]:
    found: List[str] = []
    for base in kind.__mro__:
        slots = base.__dict__.get("__slots__", ())
        found += [slots] if isinstance(slots, str) else list(slots)
    return [name for name in found if not name.startswith("__")]


def _slot(owner: Any, name: str, value: Any) -> Restore:
    def put_back() -> None:
        try:
            object.__setattr__(owner, name, value)
        except (AttributeError, TypeError):
            pass  # one that cannot be set has not changed

    return put_back


def _entry(entries: Dict[str, Any], name: str) -> Restore:
    value = entries[name]
    return lambda: entries.__setitem__(name, value)
