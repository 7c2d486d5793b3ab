"""The commands about comparisons."""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from typing import Any, Dict

from ..answers import Comparison
from ..client import Rangefinder
from . import text
from .arguments import count, identifier, json_file, json_object, limit, number, repeatable, tag
from .output import Output
from .range_tests import Add, Usage, add_rerun, observations, say_curves, say_event
from .watching import refuse_unless_succeeded, until_over

# Of a submission that is described by options.
_SAID = ("name", "iterations", "epochs", "repeats", "seed", "margin", "flatness", "lane", "priority")


def add(command: Add) -> None:
    _compare(command("compare", compare, "train several schedules, and judge them; the id of the comparison comes first"))
    one = command("comparisons list", comparisons, "past comparisons, newest first")
    for name in ("model", "dataset", "optimizer", "state", "verdict", "created-after", "created-before"):
        one.add_argument(f"--{name}")
    one.add_argument("--batch-size", type=count)
    one.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    one.add_argument("--limit", type=limit, default=50)
    command("comparisons show", show, "one comparison as it stands", "id")
    command("comparisons watch", watch, "show how far a comparison is, then its result", "id")
    one = command("comparisons result", result, "which entries end better than the baseline", "id")
    one.add_argument("--algorithm", metavar="VERSION", help="of the judge")
    one = command("comparisons curve", curve, "what the runs of an entry observed", "id", "entry")
    one.add_argument("--points", type=count, help="at most so many a run")
    one = command("comparisons next", next_run, "what a trainer is to train next of a reported comparison", "id")
    one.add_argument("--trainer", required=True, help="its name, the same when it comes again")
    one = command("comparisons report", report, "report observations of a run of a reported comparison", "id")
    one.add_argument("run", type=int, help="its number")
    one.add_argument("file", type=json_file, help="a list of observations as JSON")
    one.add_argument("--trainer", help="to which it was handed")
    one.add_argument("--final", action="store_true", help="nothing more will come")
    command("comparisons events", events, "what happens to a comparison, a line each", "id")
    command("comparisons cancel", cancel, "stop a comparison; what was observed stays", "id")
    command("comparisons delete", delete, "remove a comparison that is over", "id")
    add_rerun(command("comparisons rerun", rerun, "submit a comparison again; its id comes first", "id"))
    one = command("comparisons extend", extend, "further runs of each entry, in a new comparison; its id comes first", "id")
    one.add_argument("--repeats", type=count, required=True)
    one.add_argument("--wait", action="store_true", help="as watch does")


def _compare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", type=identifier, help="of the range test whose recommendation is compared")
    parser.add_argument("--file", type=json_object, help="a submission as JSON instead of all else")
    parser.add_argument("--iterations", type=count, help="of every run")
    parser.add_argument("--epochs", type=count, help="the same, in epochs")
    parser.add_argument("--repeats", type=count, help="of every entry, else 3")
    parser.add_argument("--margin", type=number, help="a difference that does not matter")
    parser.add_argument("--flatness", action="store_const", const=True, help="measure how flat the minima are, too")
    parser.add_argument("--name")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--lane")
    parser.add_argument("--priority", type=int)
    parser.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    parser.add_argument("--wait", action="store_true", help="as watch does")


def compare(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    said: Dict[str, Any] = {name: getattr(given, name) for name in _SAID if getattr(given, name) is not None}
    if given.tags:
        said["tags"] = dict(given.tags)
    if given.file is not None:
        if said or given.id is not None:
            other = "id" if given.id is not None else f"--{next(iter(said))}"
            raise Usage(f"{other} goes with no --file, expected it in the file")
        _begun(service, service.submit_comparison(given.file), given.wait, out)
        return
    if given.id is None:
        raise Usage("id is missing, expected that of a range test, or --file")
    _begun(service, service.compare(given.id, **said), given.wait, out)


def _begun(service: Rangefinder, submitted: Comparison, wait: bool, out: Output) -> None:
    if not wait:
        out.say(submitted, submitted["id"])
        return
    print(submitted["id"], file=sys.stderr if out.as_json else sys.stdout, flush=True)
    _watch(service, submitted["id"], out)


def _watch(service: Rangefinder, id: str, out: Output) -> None:
    again, stop = f"rangefinder comparisons watch {id}", f"rangefinder comparisons cancel {id}"
    goes_on = f"Comparison {id} goes on. `{again}` shows it again, `{stop}` stops it."
    refuse_unless_succeeded(until_over(lambda: service.comparison(id), goes_on), out)
    result(service, argparse.Namespace(id=id, algorithm=None), out)


def comparisons(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    names = ("model", "dataset", "optimizer", "batch_size", "state", "verdict", "created_after", "created_before")
    fields = {name: getattr(given, name, None) for name in names}
    found = list(islice(service.comparisons(tags=dict(given.tags), **fields), given.limit))
    rows = [
        (
            one["id"],
            text.when(one["created_at"]),
            one.get("name", "-"),
            one["state"],
            ", ".join(entry["name"] for entry in one["entries"]),
            text.workload(one),
        )
        for one in found
    ]
    out.table(found, ("id", "created (UTC)", "name", "state", "entries", "workload"), rows, "No comparison is like that.")


def show(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.comparison(given.id)
    out.say(found, text.comparison(found, out))


def watch(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _watch(service, given.id, out)


def result(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.comparison_result(given.id, given.algorithm)
    if out.as_json:
        out.say(found, "")
        return
    metric = f"final {found['metric']}"
    header = ("entry", metric, "against the baseline", "verdict", "speed-up")
    out.table(found["entries"], header, [text.entry(one, found) for one in found["entries"]], "")
    measured = [one for one in found["entries"] if "flatness" in one]
    if measured:
        print()
        out.table(measured, ("entry", *text.FLATNESS), [text.flatness(one) for one in measured], "")
    for line in text.objections(found["diagnoses"], out):
        print(line)


def curve(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    say_curves(service.comparison_curve(given.id, given.entry, given.points), out)


def next_run(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.next_run(given.id, given.trainer)
    run = found.get("run")
    if run is None:
        out.say(found, f"Nothing waits; the comparison is {found['state']}.")
        return
    said = f"run {run['run']}: {run['entry']}, repeat {run['repeat']}, seed {run['seed']}, {run['iterations']} iterations"
    out.say(found, f"{said}, reported through {run['received_through']}")


def report(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    seen = observations(given.file)
    answer = service.report_run(given.id, given.run, seen, trainer=given.trainer, final=given.final)
    out.say(answer, ", ".join(f"{name} {value}" for name, value in answer.items()))


def events(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    for event in service.comparison_events(given.id):
        say_event(event, out)


def cancel(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.cancel_comparison(given.id)
    out.say(found, f"{found['id']} {found['state']}")


def delete(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    service.delete_comparison(given.id)
    out.say({"deleted": given.id}, f"{given.id} deleted")


def rerun(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    tags = dict(given.tags) or None
    submitted = service.rerun_comparison(given.id, name=given.name, repeats=given.repeats, seed=given.seed, tags=tags)
    _begun(service, submitted, given.wait, out)


def extend(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _begun(service, service.extend_comparison(given.id, given.repeats), given.wait, out)
