"""Answers as lines for people."""

from __future__ import annotations

import textwrap
from typing import Any, Dict, List, Optional, Tuple, Union

from ..answers import Comparison, ComparisonResult, RangeTest, Recommendation, TrainingRun
from ..numbers import from_json, short
from ..schedules import Schedule
from ..terminal import plot
from .output import Output


def when(moment: str) -> str:
    """Of a time in UTC, to the minute."""
    return moment[:16].replace("T", " ")


def rate(value: Any) -> str:
    return "-" if value is None else f"{value:.3g}"


def workload(one: Union[RangeTest, Comparison]) -> str:
    found = one["workload"]
    model = found.get("model")
    named = model.get("architecture") if isinstance(model, dict) else model
    parts = [named, found.get("dataset"), found.get("description"), f"batch {found['batch_size']}"]
    return ", ".join(dict.fromkeys(str(part) for part in parts if part))


def sweep(one: RangeTest) -> str:
    return f"{rate(one['sweep']['start_lr'])} to {rate(one['sweep']['end_lr'])}"


def range_test(one: RangeTest) -> str:
    progress = one.get("progress", {})
    lines = [
        f"id        {one['id']}",
        f"name      {one.get('name', '-')}",
        f"state     {one['state']}, {progress.get('iterations_done', 0)} of {progress.get('iterations', 0)} iterations",
        f"verdict   {one.get('verdict', '-')}",
        f"workload  {workload(one)}",
        f"rates     {sweep(one)}, {_repeats(one)}",
        f"created   {when(one['created_at'])} UTC",
    ]
    lines += [f"tag       {key}:{value}" for key, value in one.get("tags", {}).items()]
    return "\n".join(lines)


def _repeats(one: Any) -> str:
    return "1 repeat" if one["repeats"] == 1 else f"{one['repeats']} repeats"


def training_run(one: TrainingRun) -> str:
    outcome = ", ".join(f"{name} {value:.4g}" for name, value in one.get("outcome", {}).items() if name != "iterations")
    return f"{one['id']}  {one['state']}  {one.get('policy', '-')}  {one.get('name', '-')}  {outcome}"


def comparison(one: Comparison, out: Output) -> str:
    progress = one["progress"]
    lines = [
        f"id        {one['id']}",
        f"name      {one.get('name', '-')}",
        f"state     {one['state']}, {progress['iterations_done']} of {progress['iterations']} iterations",
        f"workload  {workload(one)}",
        f"budget    {one['iterations']} iterations, {_repeats(one)}",
        f"created   {when(one['created_at'])} UTC",
    ]
    for each in one["entries"]:
        schedule = ", ".join(str(value) if name == "policy" else f"{name} {value}" for name, value in each["schedule"].items())
        lines.append(f"entry     {each['name']}{' (baseline)' if each['name'] == one['baseline'] else ''}: {schedule}")
    lines += [f"tag       {key}:{value}" for key, value in one["tags"].items()]
    fitting = [line for whole in lines for line in _fitting(whole, out)]
    warned = [f"{each['name']}: {warning['message']}" for each in one["entries"] for warning in each["warnings"]]
    return "\n".join(fitting + objections(warned, out))


def entry(one: Dict[str, Any], found: ComparisonResult) -> Tuple[str, str, str, str, str]:
    """A row: its mean over the seeds, the difference with its interval, and the verdict."""
    final = one.get(f"final_{found['metric']}")
    mean = "-" if final is None else f"{final['mean']:.4g}" + (f" ± {final['spread']:.2g}" if "spread" in final else "")
    difference = one.get("difference")
    if one["name"] == found["baseline"] or difference is None:
        return one["name"], mean, "-", "baseline" if one["name"] == found["baseline"] else "-", "-"
    interval = difference.get("interval")
    against = f"{difference['mean']:+.4f}" + (f" ({interval['low']:+.4f} to {interval['high']:+.4f})" if interval else "")
    return one["name"], mean, against, difference["verdict"], rate(one.get("speed_up"))


# What is measured of a minimum, by the names of the API; what is lower is flatter.
FLATNESS = ("sharpness", "adaptive_sharpness", "noise_rise", "largest_eigenvalue")


def flatness(one: Dict[str, Any]) -> Tuple[str, ...]:
    """A row: of each measure the mean over the seeds, the difference to the baseline, and its verdict where there is one."""
    return (one["name"], *(_flat(one["flatness"].get(name)) for name in FLATNESS))


def _flat(measured: Optional[Dict[str, Any]]) -> str:
    if measured is None:
        return "-"
    difference = measured.get("difference")
    if difference is None:
        return f"{measured['mean']:.3g}"
    told = "" if difference["verdict"] == "undecided" else f", {difference['verdict']}"
    return f"{measured['mean']:.3g} ({difference['mean']:+.2g}{told})"


def recommendation(found: Recommendation, out: Output) -> str:
    base, top = found["base_lr_interval"], found["max_lr_interval"]
    lines = [
        f"verdict    {found['verdict']}",
        f"base_lr    {found['base_lr']:.4g}  ({base[0]:.4g} to {base[1]:.4g})",
        f"max_lr     {found['max_lr']:.4g}  ({top[0]:.4g} to {top[1]:.4g})",
    ]
    if "lr" in found:
        lines.append(f"lr         {found['lr']:.4g}, for a training that keeps to one")
    lines.append(f"step_size  {found['step_size']} iterations ({found['step_size_epochs']:g} epochs)")
    if "next" in found:
        lines.append("next       " + ", ".join(f"{name} {short(value)}" for name, value in found["next"].items()))
    lines += objections(found["diagnoses"], out)
    return "\n".join(line for whole in lines for line in _fitting(whole, out))


def objections(said: List[str], out: Output) -> List[str]:
    return [line for sentence in said for line in textwrap.wrap(f"! {sentence}", out.columns, subsequent_indent="  ")]


def curve(found: Dict[str, Any], advice: Recommendation, out: Output) -> str:
    """Loss against rate, with the bounds marked; a loss far above the first ones would flatten all others."""
    points: List[Tuple[float, float]] = []
    for repeat in found["repeats"]:
        points += ((lr, loss) for lr, loss in zip(repeat["lr"], map(from_json, repeat["loss"])) if loss is not None)
    marks = {name: advice[name] for name in ("base_lr", "max_lr")}  # type: ignore[literal-required]
    initial = advice["evidence"].get("initial_loss")
    highest = None if initial is None or initial <= 0 else 1.5 * initial
    return plot(points, width=min(72, out.columns), log_x=True, marks=marks, highest=highest, ascii_only=out.ascii_only)


def points(found: Dict[str, List[Any]], out: Output) -> str:
    """The loss of a training against its iterations."""
    drawn = [(i, loss) for i, loss in zip(found["iteration"], map(from_json, found["loss"])) if loss is not None]
    return plot(drawn, width=min(72, out.columns), ascii_only=out.ascii_only)


def schedule(found: Schedule, out: Output) -> str:
    """Its parameters, its picture, and what speaks against it."""
    every = max(1, found.iterations // 2000)
    drawn = [(i, found.lr(i)) for i in range(0, found.iterations, every)]
    picture = plot(drawn, width=min(72, out.columns), ascii_only=out.ascii_only)
    shown = {**found.parameters, "iterations": found.iterations}  # a ladder has them as a parameter, too
    lines = [line for name, value in shown.items() for line in _fitting(f"{name}  {value}", out)]
    lines.append(picture)
    lines += objections([warning["message"] for warning in found.warnings], out)
    return "\n".join(lines)


def _fitting(line: str, out: Output) -> List[str]:
    if len(line) <= out.columns:
        return [line]
    return textwrap.wrap(line, out.columns, subsequent_indent="  ", drop_whitespace=True) or [line]
