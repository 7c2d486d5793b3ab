"""Answers as lines for people."""

from __future__ import annotations

from typing import Any, Dict, Iterable, List, Tuple

from ..answers import DataSet, RangeTest, Recommendation
from ..nonfinite import from_json
from ..schedules import Schedule
from .plot import plot


def range_tests(found: Iterable[RangeTest]) -> str:
    return "\n".join(
        f"{one['id']}  {one['state']:<9}  {one.get('verdict', '-'):<17}  {_workload(one)}" for one in found
    )


def datasets(found: Iterable[DataSet]) -> str:
    return "\n".join(
        f"{one['name']:<24}  {one['train_samples']:>8} to train  {one['test_samples']:>8} to test  {one['classes']} classes"
        for one in found
    )


def recommendation(found: Recommendation) -> str:
    base, top = found["base_lr_interval"], found["max_lr_interval"]
    lines = [
        f"verdict    {found['verdict']}",
        f"base_lr    {found['base_lr']:.4g}  ({base[0]:.4g} to {base[1]:.4g})",
        f"max_lr     {found['max_lr']:.4g}  ({top[0]:.4g} to {top[1]:.4g})",
        f"step_size  {found['step_size']} iterations ({found['step_size_epochs']:g} epochs)",
        *(f"! {diagnosis}" for diagnosis in found["diagnoses"]),
    ]
    return "\n".join(lines)


def curve(found: Dict[str, Any], advice: Recommendation) -> str:
    """Loss against rate, with the bounds marked; a loss far above the first ones would flatten all others."""
    points: List[Tuple[float, float]] = []
    for repeat in found["repeats"]:
        points += zip(repeat["lr"], (from_json(loss) or 0.0 for loss in repeat["loss"]))
    marks = {name: advice[name] for name in ("base_lr", "max_lr")}
    initial = advice["evidence"].get("initial_loss")
    return plot(points, log_x=True, marks=marks, highest=None if initial is None else 1.5 * initial)


def schedule(found: Schedule) -> str:
    """Its parameters, its picture, and what speaks against it."""
    every = max(1, found.iterations // 2000)
    picture = plot([(i, found.lr(i)) for i in range(0, found.iterations, every)])
    lines = [f"{name}  {value}" for name, value in found.parameters.items()]
    lines += [f"iterations  {found.iterations}", picture]
    lines += [f"! {warning['message']}" for warning in found.warnings]
    return "\n".join(lines)


def _workload(one: RangeTest) -> str:
    workload = one["workload"]
    model = workload.get("model")
    named = model.get("architecture") if isinstance(model, dict) else model
    parts = [named, workload.get("dataset"), workload.get("description"), f"batch {workload['batch_size']}"]
    return ", ".join(str(part) for part in parts if part)
