"""The commands about range tests."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import islice
from typing import Any, Callable, Dict, Mapping

from ..answers import RangeTest
from ..client import Rangefinder
from ..reporting import Observation
from ..resources import Event
from . import text
from .arguments import count, json_file, json_object, limit, number, pair, repeatable, tag
from .output import Output
from .watching import refuse_unless_succeeded, until_over

# What a plot of 72 columns can show.
_CURVE_POINTS = 600

# Of a range test that is described by options.
_DEFAULTS: Dict[str, Any] = {
    "dataset": "shapes",
    "model": "lenet",
    "optimizer": "sgd",
    "batch_size": 64,
    "repeats": 1,
}

# Of those that have no default here, the ones that a submission has under the same name, and its sweep.
_AS_GIVEN = ("name", "seed", "lane", "priority", "refine_iterations")
_OF_WORKLOAD = ("context", "label_smoothing", "accumulate", "decay_norms_and_biases", "augmentation", "precision")
_OF_SWEEP = ("start_lr", "end_lr", "iterations", "training_iterations", "spacing")

Add = Callable[..., argparse.ArgumentParser]


class Usage(ValueError):
    """An option that cannot be what it is."""


def add(command: Add) -> None:
    _range_test(command("range-test", submit, "submit a managed range test; its id comes first"))
    command("show", show, "one range test as it stands", "id")
    command("watch", watch, "show how far a range test is, then its recommendation", "id")
    command("cancel", cancel, "stop a range test; what was observed stays", "id")
    command("delete", delete, "remove a range test that is over", "id")
    add_rerun(command("rerun", rerun, "submit a range test again; its id comes first", "id"))
    one = command("recommendation", recommendation, "the bounds, the step size, and the curve", "id")
    one.add_argument("--iterations", type=count, help="of the training: it then ends with a whole cycle")
    one.add_argument("--epochs", type=count, help="the same, in epochs")
    one.add_argument("--algorithm", metavar="VERSION", help="of the rules")
    one = command("transfer", transfer, "the bounds to expect at another batch size", "id")
    one.add_argument("--batch-size", type=count, required=True)
    command("nearest", nearest, "what similar range tests found", "id")
    one = command("rereadings", rereadings, "what a version of the rules would say to past tests")
    one.add_argument("--algorithm", metavar="VERSION")
    one.add_argument("--limit", type=limit, default=50)
    one = command("curve", curve, "what its runs observed", "id")
    one.add_argument("--points", type=count, help="at most so many a run")
    command("fit", fit, "the fits that the bounds are drawn from", "id")
    command("events", events, "what happens to a range test, a line each", "id")
    one = command("next", next_repeat, "what a trainer is to train next of a reported range test", "id")
    one.add_argument("--trainer", required=True, help="its name, the same when it comes again")
    one = command("report", report, "report observations to a reported range test", "id")
    one.add_argument("file", type=json_file, help="a list of observations as JSON")
    one.add_argument("--repeat", type=count, default=0)
    one.add_argument("--final", action="store_true", help="nothing more will come")
    _search(command("search", search, "past range tests, newest first"))


def _range_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=json_object, help="a submission as JSON instead of all other options")
    parser.add_argument("--name")
    for name in ("dataset", "model", "optimizer"):
        parser.add_argument(f"--{name}", help=f"else {_DEFAULTS[name]}")
    parser.add_argument("--optimizer-parameter", **repeatable(pair, "optimizer_parameters", "momentum=0.9"))
    parser.add_argument("--batch-size", type=count, help="else 64")
    parser.add_argument("--context", type=count, metavar="TOKENS", help="of a text: how many a window has")
    parser.add_argument("--label-smoothing", type=number)
    parser.add_argument("--augmentation", type=json.loads, metavar="JSON", help='of images, such as {"pad":4,"flip":true}')
    parser.add_argument("--accumulate", type=count, metavar="N", help="batches a step; else 1")
    parser.add_argument(
        "--no-decay-norms-and-biases",
        action="store_false",
        default=None,
        dest="decay_norms_and_biases",
        help="weight decay of weights alone",
    )
    parser.add_argument("--precision", choices=("float32", "tf32", "bfloat16", "float16"), help="else float32")
    parser.add_argument("--start-lr", type=number, help="else by the optimizer")
    parser.add_argument("--end-lr", type=number, help="else by the optimizer, and further sweeps go on until the edge is seen")
    parser.add_argument("--iterations", type=count, help="else a tenth of --training-iterations, or 500")
    parser.add_argument("--training-iterations", type=count, metavar="N", help="how long the training that follows will be")
    parser.add_argument("--spacing", choices=("linear", "exponential"), help="else exponential")
    parser.add_argument("--repeats", type=count, help="else 1")
    parser.add_argument("--seed", type=int)
    refine = parser.add_mutually_exclusive_group()
    refine.add_argument("--refine", action="store_true", default=None, help="further sweeps are to answer what this one does not")
    refine.add_argument("--no-refine", action="store_false", dest="refine", help="also where --end-lr is left out")
    parser.add_argument("--refine-iterations", type=count, metavar="N", help="how many iterations those may take together")
    parser.add_argument("--verify", type=count, metavar="N", help="check the answer by trainings of N iterations together")
    parser.add_argument("--verify-repeats", type=count, metavar="R", help="seeds of the last cycles; else 3")
    parser.add_argument("--lane")
    parser.add_argument("--priority", type=int)
    parser.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    parser.add_argument("--wait", action="store_true", help="as watch does")


def add_rerun(parser: argparse.ArgumentParser) -> None:
    """What may be different when something is submitted again."""
    parser.add_argument("--name")
    parser.add_argument("--repeats", type=count)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    parser.add_argument("--wait", action="store_true", help="as watch does")


def _search(parser: argparse.ArgumentParser) -> None:
    for name in ("model", "dataset", "optimizer", "state", "verdict", "created-after", "created-before"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--batch-size", type=count)
    parser.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    parser.add_argument("--limit", type=limit, default=50)


def submit(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    submitted = service.submit(_whole(given) if given.file is not None else _described(given))
    _begun(service, submitted, given, out)


def _whole(given: argparse.Namespace) -> Dict[str, Any]:
    """What is said besides a file would be lost."""
    said = [
        name
        for name in (*_DEFAULTS, *_OF_WORKLOAD, *_OF_SWEEP, *_AS_GIVEN, "refine", "verify", "verify_repeats")
        if getattr(given, name) is not None
    ]
    said += [name for name in ("optimizer_parameter", "tag") if getattr(given, f"{name}s")]
    if said:
        raise Usage(f"--{said[0].replace('_', '-')} goes with no --file, expected it in the file")
    return dict(given.file)


def _described(given: argparse.Namespace) -> Dict[str, Any]:
    value = {name: default if getattr(given, name) is None else getattr(given, name) for name, default in _DEFAULTS.items()}
    optimizer = {"type": value["optimizer"], **dict(given.optimizer_parameters)}
    submission: Dict[str, Any] = {
        "workload": {
            "dataset": value["dataset"],
            "model": value["model"],
            "optimizer": optimizer,
            "batch_size": value["batch_size"],
            **{name: getattr(given, name) for name in _OF_WORKLOAD if getattr(given, name) is not None},
        },
        "sweep": {name: getattr(given, name) for name in _OF_SWEEP if getattr(given, name) is not None},
        "repeats": value["repeats"],
        "tags": dict(given.tags),
    }
    for name in (*_AS_GIVEN, "refine"):
        if getattr(given, name) is not None:
            submission[name] = getattr(given, name)
    if given.verify is not None:
        submission["verify"] = {"iterations": given.verify}
        if given.verify_repeats is not None:
            submission["verify"]["repeats"] = given.verify_repeats
    elif given.verify_repeats is not None:
        raise Usage(f"--verify-repeats is {given.verify_repeats}, expected --verify beside it")
    return submission


def _begun(service: Rangefinder, submitted: RangeTest, given: argparse.Namespace, out: Output) -> None:
    """The id comes first, so that what goes on can be found again whatever happens here."""
    if not given.wait:
        out.say(submitted, submitted["id"])
        return
    print(submitted["id"], file=sys.stderr if out.as_json else sys.stdout, flush=True)
    _watch(service, submitted["id"], out)


def show(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.get(given.id)
    out.say(found, text.range_test(found))


def watch(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _watch(service, given.id, out)


def cancel(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.cancel(given.id)
    out.say(found, f"{found['id']} {found['state']}")


def delete(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    service.delete(given.id)
    out.say({"deleted": given.id}, f"{given.id} deleted")


def rerun(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    tags = dict(given.tags) or None
    submitted = service.rerun(given.id, name=given.name, repeats=given.repeats, seed=given.seed, tags=tags)
    _begun(service, submitted, given, out)


def recommendation(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.recommendation(given.id, iterations=given.iterations, epochs=given.epochs, algorithm=given.algorithm)
    picture = "" if out.as_json else "\n\n" + text.curve(service.curve(given.id, _CURVE_POINTS), found, out)
    out.say(found, text.recommendation(found, out) + picture)


def transfer(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.transfer(given.id, given.batch_size)
    lines = [
        f"batch_size  {found['batch_size']}, tested at {found['from_batch_size']}, by the rule {found['rule']}",
        f"base_lr     {found['base_lr']:.4g}",
        f"max_lr      {found['max_lr']:.4g}",
        f"step_size   {found['step_size']} iterations",
        *text.objections([found["warning"]] if "warning" in found else [], out),
    ]
    out.say(found, "\n".join(lines))


def nearest(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.nearest(given.id)
    if out.as_json:
        out.say(found, "")
        return
    rows = [
        (one["range_test"], text.when(one["created_at"]), one["batch_size"], one["verdict"], text.rate(one["max_lr_here"]))
        for one in found["items"]
    ]
    out.table([], ("id", "created (UTC)", "batch", "verdict", "max_lr here"), rows, "There is no similar range test.")
    for line in text.objections([found["warning"]] if "warning" in found else [], out):
        print(line)


def rereadings(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = list(islice(service.rereadings(given.algorithm), given.limit))
    rows = [
        (
            one["range_test"],
            one["pinned"]["verdict"],
            text.rate(one["pinned"]["max_lr"]),
            one["reread"]["verdict"],
            text.rate(one["reread"]["max_lr"]),
        )
        for one in found
    ]
    header = ("id", "verdict", "max_lr", "by the other", "max_lr")
    out.table(found, header, rows, "Every range test was answered by that version.")


def curve(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.curve(given.id, given.points)
    say_curves(found, out)


def say_curves(found: Dict[str, Any], out: Output) -> None:
    """A line for each point."""
    if out.as_json:
        out.say(found, "")
        return
    print("repeat,iteration,lr,loss")
    for number_of, one in enumerate(found["repeats"]):
        for iteration, lr, loss in zip(one["iteration"], one["lr"], one["loss"]):
            print(f"{one.get('repeat', number_of)},{iteration},{lr!r},{loss}")


def fit(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.fit(given.id)
    columns: Dict[str, Any] = {name: values for name, values in found.items() if values}
    lines = [",".join(columns), *(",".join(map(repr, row)) for row in zip(*columns.values()))]
    out.say(found, "\n".join(lines) if columns else "The curves are too short to be fitted.")


def events(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    for event in service.events(given.id):
        say_event(event, out)


def say_event(event: Event, out: Output) -> None:
    """As it comes, so that whatever reads the output has it."""
    if out.as_json:
        out.say({"event": event.kind, "id": event.id, "data": event.data}, "")
    elif event.kind == "points":
        entry = f"{event.data['entry']}, " if "entry" in event.data else ""
        print(f"points    {entry}repeat {event.data['repeat']}: {len(event.data['iteration'])}", flush=True)
    else:
        print(f"{event.kind:<8}  " + ", ".join(f"{name} {value}" for name, value in event.data.items()), flush=True)


def next_repeat(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.next_repeat(given.id, given.trainer)
    run = found.get("run")
    if run is None:
        out.say(found, f"Nothing waits; the range test is {found['state']}.")
        return
    whose = f"rung {run['rung']}, {run['entrant']}" if "entrant" in run else "the sweep"
    said = f"repeat {run['repeat']}: {whose}, seed {run['seed']}, {run['iterations']} iterations"
    out.say(found, f"{said}, reported through {run['received_through']}")


def report(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    answer = service.report(given.id, observations(given.file), repeat=given.repeat, final=given.final)
    out.say(answer, ", ".join(f"{name} {value}" for name, value in answer.items()))


def observations(found: Any) -> list[Observation]:
    """Of a file, each an object with the names of openapi.yaml."""
    if not isinstance(found, list):
        raise Usage(f"file holds a {type(found).__name__}, expected a list of observations")
    read = []
    for index, one in enumerate(found):
        unknown = set(one) - set(Observation._fields) if isinstance(one, dict) else {type(one).__name__}
        missing = {"iteration", "loss"} - set(one) if isinstance(one, dict) else set()
        if unknown or missing:
            raise Usage(f"file, entry {index}: {sorted(unknown | missing)[0]}, expected objects with iteration, loss and so on")
        try:
            read.append(Observation(**{**one, "loss": float(one["loss"])}))
        except (TypeError, ValueError):
            raise Usage(f"file, entry {index}: loss is {one['loss']!r}, expected a number, NaN, Infinity or -Infinity") from None
    return read


def search(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    names = ("model", "dataset", "optimizer", "batch_size", "state", "verdict", "created_after", "created_before")
    fields = {name: getattr(given, name) for name in names}
    found = list(islice(service.search(tags=dict(given.tags), **fields), given.limit))
    rows = [
        (
            one["id"],
            text.when(one["created_at"]),
            one.get("name", "-"),
            one["state"],
            one.get("verdict", "-"),
            text.sweep(one),
            text.workload(one),
        )
        for one in found
    ]
    header = ("id", "created (UTC)", "name", "state", "verdict", "rates", "workload")
    out.table(found, header, rows, "No range test is like that.")


def _watch(service: Rangefinder, id: str, out: Output) -> None:
    """Until the last of those that follow where one did not answer."""
    found = _until_over(service, id)
    while "refined_by" in found:
        further = found["refined_by"]
        print(f"{id} is {found['verdict']}; {further} follows", file=sys.stderr)
        id, found = further, _until_over(service, further)
    refuse_unless_succeeded(found, out)
    recommendation(service, argparse.Namespace(id=id, iterations=None, epochs=None, algorithm=None), out)


def _until_over(service: Rangefinder, id: str) -> Mapping[str, Any]:
    goes_on = f"Range test {id} goes on. `rangefinder watch {id}` shows it again, `rangefinder cancel {id}` stops it."
    return until_over(lambda: service.get(id), goes_on)
