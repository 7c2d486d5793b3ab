"""The commands about schedules and trainings that use them."""

from __future__ import annotations

import argparse
import sys
from itertools import islice

from ..client import Rangefinder
from ..schedules import Schedule
from . import text
from .arguments import count, json_file, json_object, limit, pair, repeatable, tag
from .output import Output
from .range_tests import Add, observations


def add(command: Add) -> None:
    one = command("schedule", schedule, "the learning rates", "id")
    _schedule(one)
    one.add_argument("--csv", action="store_true", help="the rates, one a line")
    one = command("code", code, "a program that computes the same rates", "id")
    _schedule(one)
    one.add_argument("--language", choices=("python", "pytorch", "keras", "optax"), default="python")
    one = command("ladder", ladder, "the rates that a range test goes through", "id")
    one.add_argument("--csv", action="store_true", help="the rates, one a line")
    one = command("schedules list", schedules, "the schedules that are stored")
    one.add_argument("--policy")
    one.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    one.add_argument("--limit", type=limit, default=50)
    one = command("schedules keep", keep, "store a schedule; its id comes first")
    one.add_argument("file", type=json_object, help="a policy as JSON")
    one.add_argument("--iterations", type=count)
    one.add_argument("--name")
    one.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    one.add_argument("--multiplier", **repeatable(pair, "multipliers", "head=10"))
    command("schedules show", show, "one stored schedule, without its rates", "id")
    one = command("schedules rate", rate, "one rate of a stored schedule", "id")
    one.add_argument("iteration", type=count)
    one.add_argument("--group")
    one = command("training-runs list", training_runs, "trainings that used a schedule, newest first")
    one.add_argument("--range-test")
    one.add_argument("--policy")
    one.add_argument("--state")
    one.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    one.add_argument("--limit", type=limit, default=50)
    one = command("training-runs start", start, "announce a training; its id comes first", "id")
    _schedule(one)
    one.add_argument("--name")
    one.add_argument("--tag", **repeatable(tag, "tags", "KEY:VALUE"))
    command("training-runs show", show_training_run, "one training, and how it turned out so far", "id")
    one = command("training-runs curve", training_curve, "what it observed", "id")
    one.add_argument("--points", type=count, help="at most so many")
    one = command("training-runs report", report, "report observations of a training", "id")
    one.add_argument("file", type=json_file, help="a list of observations as JSON")
    one.add_argument("--final", action="store_true", help="nothing more will come")
    command("training-runs delete", delete, "remove a training that is over", "id")
    one = command("deliver", deliver, "send the reports that trainings had to leave on disk")
    one.add_argument("--timeout", type=count, default=60, metavar="SECONDS", help="for each")


def _schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policy", help="else by the length; a stored schedule has its own")
    parser.add_argument("--iterations", type=count)
    parser.add_argument("--parameter", **repeatable(pair, "parameters", "max_lr=0.1"))


def schedule(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _show(service.schedule(given.id, given.policy, given.iterations, **dict(given.parameters)), given, out)


def ladder(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _show(service.ladder(given.id), given, out)


def _show(found: Schedule, given: argparse.Namespace, out: Output) -> None:
    if given.csv:
        print("iteration,lr")
        for iteration, lr in enumerate(found):
            print(f"{iteration},{lr!r}")
    elif out.as_json:
        out.say({**found.definition(), "rates": list(found), "warnings": found.warnings}, "")
    else:
        out.say(None, text.schedule(found, out))


def code(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.schedule_code(given.id, given.policy, given.iterations, **dict(given.parameters))
    out.say(found, found[given.language].rstrip())


def schedules(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = list(islice(service.schedules(policy=given.policy, tags=dict(given.tags)), given.limit))
    rows = [
        (one["id"], text.when(one["created_at"]), one.get("name", "-"), one["schedule"]["policy"], one["iterations"])
        for one in found
    ]
    out.table(found, ("id", "created (UTC)", "name", "policy", "iterations"), rows, "No schedule is stored.")


def keep(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.keep_schedule(
        given.file, given.iterations, name=given.name, tags=dict(given.tags) or None, multipliers=dict(given.multipliers) or None
    )
    out.say(found, found["id"])


def show(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.stored_schedule(given.id)
    lines = [f"{name}  {value}" for name, value in found["schedule"].items()]
    out.say(found, "\n".join([*lines, f"iterations  {found['iterations']}"]))


def rate(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    lr = service.rate(given.id, given.iteration, given.group)
    out.say({"iteration": given.iteration, "lr": lr}, repr(lr))


def training_runs(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    fields = {"range_test": given.range_test, "policy": given.policy, "state": given.state}
    found = list(islice(service.training_runs(tags=dict(given.tags), **fields), given.limit))
    rows = [
        (
            one["id"],
            text.when(one["created_at"]),
            one.get("name", "-"),
            one["state"],
            one.get("policy", "-"),
            text.rate(one.get("outcome", {}).get("best_loss")),
        )
        for one in found
    ]
    out.table(found, ("id", "created (UTC)", "name", "state", "policy", "best loss"), rows, "No training is like that.")


def start(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    planned = service.schedule(given.id, given.policy, given.iterations, **dict(given.parameters))
    found = service.training_run(given.id, planned, name=given.name, tags=dict(given.tags) or None)
    out.say(found, found["id"])


def show_training_run(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.get_training_run(given.id)
    out.say(found, text.training_run(found))


def training_curve(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.training_curve(given.id, given.points)
    out.say(found, "" if out.as_json else text.points(found, out))


def report(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    answer = service.report_training(given.id, observations(given.file), final=given.final)
    out.say(answer, ", ".join(f"{name} {value}" for name, value in answer.items()))


def delete(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    service.delete_training_run(given.id)
    out.say({"deleted": given.id}, f"{given.id} deleted")


def deliver(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    deliveries = list(service.deliver(given.timeout))
    answer = [
        {"path": path, "failure": failure and str(failure), "journal": str(journal)} for journal, path, failure in deliveries
    ]
    if not deliveries:
        out.say(answer, "No report was left on disk for this service.")
        return
    out.say(answer, "\n".join(_delivered(*delivery) for delivery in deliveries))
    if any(failure for _, _, failure in deliveries):
        sys.exit(1)


def _delivered(journal: object, path: str, failure: object) -> str:
    return f"{path}  delivered" if failure is None else f"{path}  left in {journal}: {failure}"
