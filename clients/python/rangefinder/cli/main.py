"""What can be asked for, and how a failure ends: 1 when the service refuses, 3 when it is away, 2 when we were asked wrongly."""

from __future__ import annotations

import argparse
import sys
from typing import Optional, Sequence, Tuple, Union

from ..client import Rangefinder
from ..errors import Problem, Unavailable
from . import commands


def main(arguments: Optional[Sequence[str]] = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        service = Rangefinder(given.url, given.key, patience_seconds=given.patience)
        given.command(service, given)
        return 0
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except Unavailable as unavailable:
        print(f"The service is away. {unavailable}", file=sys.stderr)
        return 3
    except (OSError, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rangefinder", description="Learning-rate range tests and schedules.")
    parser.add_argument("--url", help="of the service; else $RANGEFINDER_URL, else http://127.0.0.1:8080")
    parser.add_argument("--key", help="an API key; better in $RANGEFINDER_KEY")
    parser.add_argument("--json", action="store_true", help="print the service's answer")
    parser.add_argument("--patience", type=float, default=15.0, metavar="SECONDS", help="with a service that is away")
    commands_of = parser.add_subparsers(required=True, metavar="command")
    _datasets(commands_of.add_parser("datasets", help="list and upload data sets"))
    _range_test(commands_of.add_parser("range-test", help="submit a managed range test"))
    one = commands_of.add_parser("watch", help="show how far a range test is, then its recommendation")
    one.add_argument("id")
    one.set_defaults(command=commands.watch)
    one = commands_of.add_parser("recommendation", help="the bounds, the step size, and the curve")
    one.add_argument("id")
    one.set_defaults(command=commands.recommendation)
    _schedule(commands_of.add_parser("schedule", help="the learning rates"))
    _search(commands_of.add_parser("search", help="past range tests, newest first"))
    one = commands_of.add_parser("deliver", help="send the reports that trainings had to leave on disk")
    one.set_defaults(command=commands.deliver)
    return parser


def _datasets(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(command=commands.datasets)
    actions = parser.add_subparsers(metavar="action")
    upload = actions.add_parser("upload", help="four idx files, gzip or not")
    upload.add_argument("name")
    for part in ("train-images", "train-labels", "test-images", "test-labels"):
        upload.add_argument(f"--{part}", required=True, metavar="FILE")
    upload.set_defaults(command=commands.upload)


def _range_test(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=argparse.FileType("r", encoding="utf-8"), help="a submission as JSON instead")
    parser.add_argument("--dataset", default="shapes")
    parser.add_argument("--model", default="lenet")
    parser.add_argument("--optimizer", default="sgd")
    parser.add_argument("--optimizer-parameter", **_pairs("optimizer_parameters", "momentum=0.9"))
    parser.add_argument("--batch-size", type=int, default=64)
    parser.add_argument("--start-lr", type=float, default=1e-5)
    parser.add_argument("--end-lr", type=float, default=1.0)
    parser.add_argument("--iterations", type=int, default=1000)
    parser.add_argument("--spacing", choices=("linear", "exponential"), default="exponential")
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--refine", action="store_true", help="further sweeps are to answer what this one does not")
    parser.add_argument("--refine-iterations", type=int, metavar="N", help="how many iterations those may take together")
    parser.add_argument("--tag", **_tags())
    parser.add_argument("--wait", action="store_true", help="as watch does")
    parser.set_defaults(command=commands.range_test)


def _schedule(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", help="of a range test, or of a schedule")
    parser.add_argument("--policy", default="triangular2")
    parser.add_argument("--iterations", type=int)
    parser.add_argument("--parameter", **_pairs("parameters", "max_lr=0.1"))
    parser.add_argument("--csv", action="store_true", help="the rates, one a line")
    parser.set_defaults(command=commands.schedule)


def _search(parser: argparse.ArgumentParser) -> None:
    for name in ("model", "dataset", "optimizer", "state", "verdict", "created-after", "created-before"):
        parser.add_argument(f"--{name}")
    parser.add_argument("--batch-size", type=int)
    parser.add_argument("--tag", **_tags())
    parser.add_argument("--limit", type=int, default=50)
    parser.set_defaults(command=commands.search)


def _pairs(name: str, example: str) -> dict:  # type: ignore[type-arg]
    return {"dest": name, "action": "append", "type": _pair, "default": [], "metavar": example, "help": "repeatable"}


def _tags() -> dict:  # type: ignore[type-arg]
    return {"dest": "tags", "action": "append", "type": _tag, "default": [], "metavar": "KEY:VALUE", "help": "repeatable"}


def _pair(text: str) -> Tuple[str, Union[int, float, str]]:
    name, separator, value = text.partition("=")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r}, expected name=value")
    for kind in (int, float):
        try:
            return name, kind(value)
        except ValueError:
            pass
    return name, value


def _tag(text: str) -> Tuple[str, str]:
    key, separator, value = text.partition(":")
    if not separator:
        raise argparse.ArgumentTypeError(f"{text!r}, expected key:value")
    return key, value
