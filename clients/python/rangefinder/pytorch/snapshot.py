"""Everything that a range test changes, and how to put it back to the bit."""

from __future__ import annotations

import copy
import random
import sys
from typing import Any, Callable, Dict, Iterable, List, Optional

import torch
from torch import nn

Restore = Callable[[], Any]

_PLAIN = (bool, int, float, str, type(None))


class Snapshot:
    """Model, optimizer, loss, scaler, scheduler, and the random numbers of Python, NumPy and torch.

    Tensors are copied to the memory of the CPU, and put back into the same tensors, so that whoever holds one sees its old value.
    """

    def __init__(
        self,
        model: nn.Module,
        optimizer: torch.optim.Optimizer,
        loss_fn: Any,
        scaler: Any,
        scheduler: Any,
        loader: Any,
    ):
        self._training = _module(model) + (_module(loss_fn) if isinstance(loss_fn, nn.Module) else [])
        self._training += _optimizer(optimizer)
        if scaler is not None:
            self._training.append(freeze(vars(scaler)))
        if scheduler is not None:
            state = copy.deepcopy(scheduler.state_dict())
            self._training.append(lambda: scheduler.load_state_dict(state))
        self._random = _random() + _generators(loader)

    def restore_training(self) -> None:
        """All but the random numbers: the next repeat starts from the same weights, with other batches."""
        for restore in self._training:
            restore()

    def restore(self) -> None:
        self.restore_training()
        for restore in self._random:
            restore()


def freeze(value: Any) -> Restore:
    """Remembers a value and all in it; what it returns puts the contents back and gives the same object."""
    if isinstance(value, torch.Tensor):
        return _tensor(value)
    if isinstance(value, dict):
        return _dict(value)
    if isinstance(value, list):
        return _list(value)
    if type(value) is tuple:
        members = [freeze(member) for member in value]
        return lambda: tuple(member() for member in members)
    if isinstance(value, _PLAIN) or callable(value):
        return lambda: value
    kept = copy.deepcopy(value)
    return lambda: copy.deepcopy(kept)


def _tensor(tensor: torch.Tensor) -> Restore:
    kept = tensor.detach().to("cpu", copy=True)

    def put_back() -> torch.Tensor:
        with torch.no_grad():
            tensor.copy_(kept)
        return tensor

    return put_back


def _dict(value: Dict[Any, Any]) -> Restore:
    entries = {key: freeze(entry) for key, entry in value.items()}

    def put_back() -> Dict[Any, Any]:
        restored = {key: restore() for key, restore in entries.items()}
        value.clear()
        value.update(restored)
        return value

    return put_back


def _list(value: List[Any]) -> Restore:
    items = [freeze(item) for item in value]

    def put_back() -> List[Any]:
        value[:] = [restore() for restore in items]
        return value

    return put_back


def _module(root: nn.Module) -> List[Restore]:
    """Parameters, their gradients, buffers also where state_dict leaves them out, modes, and plain attributes such as counters.

    The attributes of torch's own modules say how they were made; DistributedDataParallel also notes there how far it is.
    """
    restores = [freeze(tensor) for tensor in (*root.parameters(), *root.buffers())]
    restores += [_gradient(parameter) for parameter in root.parameters()]
    for module in root.modules():
        restores += [_same_entries(module._parameters), _same_entries(module._buffers)]
        restores.append(_mode(module) if type(module).__module__.startswith("torch.") else _attributes(module))
    return restores


def _mode(module: nn.Module) -> Restore:
    training = module.training
    return lambda: setattr(module, "training", training)


def _gradient(parameter: nn.Parameter) -> Restore:
    gradient = parameter.grad
    kept = freeze(gradient)

    def put_back() -> None:
        parameter.grad = gradient
        kept()

    return put_back


def _same_entries(registry: Dict[str, Any]) -> Restore:
    """Where a tensor was replaced by another one."""
    entries = dict(registry)

    def put_back() -> None:
        registry.clear()
        registry.update(entries)

    return put_back


def _attributes(owner: Any) -> Restore:
    """Tensors and plain values that are kept as attributes; a module's mode is one of them."""

    def found() -> Dict[str, Any]:
        return {name: value for name, value in vars(owner).items() if isinstance(value, (*_PLAIN, torch.Tensor))}

    kept = {name: freeze(value) for name, value in found().items()}

    def put_back() -> None:
        for name in found():
            del vars(owner)[name]
        vars(owner).update({name: restore() for name, restore in kept.items()})

    return put_back


def _optimizer(optimizer: torch.optim.Optimizer) -> List[Restore]:
    return [_states(optimizer), *map(_group, optimizer.param_groups), _attributes(optimizer)]


def _states(optimizer: torch.optim.Optimizer) -> Restore:
    """They belong to parameters, which are put back with the model; one without a state had none."""
    entries = {parameter: freeze(state) for parameter, state in optimizer.state.items()}

    def put_back() -> None:
        optimizer.state.clear()
        for parameter, restore in entries.items():
            optimizer.state[parameter] = restore()

    return put_back


def _group(group: Dict[str, Any]) -> Restore:
    options = {name: freeze(value) for name, value in group.items() if name != "params"}

    def put_back() -> None:
        params = group["params"]
        group.clear()
        group.update({name: restore() for name, restore in options.items()}, params=params)

    return put_back


def _random() -> List[Restore]:
    python = random.getstate()
    restores: List[Restore] = [lambda: random.setstate(python)]
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        legacy = numpy.random.get_state()
        restores.append(lambda: numpy.random.set_state(legacy))
    cpu = torch.get_rng_state()
    restores.append(lambda: torch.set_rng_state(cpu))
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        devices = torch.cuda.get_rng_state_all()
        restores.append(lambda: torch.cuda.set_rng_state_all(devices))
    return restores


def _generators(loader: Any) -> List[Restore]:
    """Of a loader that draws from its own; and which epoch its samplers believe it is."""
    owners: Iterable[Any] = (loader, getattr(loader, "sampler", None), getattr(loader, "batch_sampler", None))
    restores: List[Restore] = []
    for owner in owners:
        generator: Optional[torch.Generator] = getattr(owner, "generator", None)
        if isinstance(generator, torch.Generator):
            restores.append(_generator(generator))
        if isinstance(getattr(owner, "epoch", None), int):
            restores.append(_epoch(owner))
    return restores


def _generator(generator: torch.Generator) -> Restore:
    state = generator.get_state()
    return lambda: generator.set_state(state)


def _epoch(sampler: Any) -> Restore:
    epoch = sampler.epoch
    return lambda: setattr(sampler, "epoch", epoch)
