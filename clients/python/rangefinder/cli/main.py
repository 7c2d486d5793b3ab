"""What can be asked for, and how a failure ends: 1 when the service refuses, 3 when it is away, 2 when it was asked wrongly."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from typing import Any, Callable, Dict, Optional, Sequence

from ..client import Rangefinder
from ..errors import Problem, RangefinderError, RangefinderWarning, Unavailable
from ..version import __version__
from . import catalogue, comparisons, keys, pictures, range_tests, schedules
from .arguments import identifier, seconds
from .output import Output

# Of what may stand before a command or behind it.
_DEFAULTS: Dict[str, Any] = {"url": None, "key": None, "ca": None, "json": False, "patience": 15.0}

# As shells say it: 128 and the number of the signal.
_INTERRUPTED = 130
_BROKEN_PIPE = 141


def main(arguments: Optional[Sequence[str]] = None) -> int:
    given = argparse.Namespace(**{**_DEFAULTS, **vars(_parser().parse_args(arguments))})
    try:
        out = Output(given.json)
        service = Rangefinder(given.url, given.key, patience_seconds=given.patience, ca=given.ca)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RangefinderWarning)  # the commands say them in their own way
            given.command(service, given, out)
        sys.stdout.flush()
        return 0
    except BrokenPipeError:
        return _broken_pipe()
    except Problem as problem:
        print(_by_option(str(problem), given), file=sys.stderr)
        return 1
    except Unavailable as unavailable:
        print(f"The service is away. {unavailable}", file=sys.stderr)
        return 3
    except RangefinderError as other:
        print(other, file=sys.stderr)
        return 1
    except OSError as unusable:
        named = unusable.filename is not None
        print(f"{unusable.filename}: {unusable.strerror}" if named else unusable, file=sys.stderr)
        return 2
    except ValueError as wrong:
        print(wrong, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return _INTERRUPTED


def _broken_pipe() -> int:
    """Whatever read the output has enough; what is left in the buffer goes nowhere."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    return _BROKEN_PIPE


def _by_option(said: str, given: argparse.Namespace) -> str:
    """The service names a field by its place in the body, a person knows the option."""
    if getattr(given, "file", None) is not None:
        return said
    if hasattr(given, "id"):  # of what is compared
        said = said.replace("/range_test is", "id is")
    for place in ("/sweep/", "/workload/optimizer/", "/workload/", "/", "?"):
        for name in vars(given):
            shown = name if name in given.positional else f"--{name.replace('_', '-')}"
            said = said.replace(f"{place}{name} is", f"{shown} is")
    for name in given.positional:  # in the path
        said = said.replace(f"{{{name}}} is", f"{name} is")
    return said


class _Version(argparse.Action):
    """That of the client, and that of the service where one answers."""

    def __call__(self, parser: argparse.ArgumentParser, namespace: Any, *rest: Any) -> None:
        print(f"rangefinder {__version__}")
        try:
            service = Rangefinder(getattr(namespace, "url", None), patience_seconds=0, timeout_seconds=2).transport.service()
            print(f"service     {service.version or 'none, something else'} at {service.url}")
            if service.objection():
                print(service.objection())
        except (RangefinderError, ValueError) as away:
            print(away)
        parser.exit()


class _Commands:
    """Makes a parser for each command, also for those in two words."""

    def __init__(self, parser: argparse.ArgumentParser, common: argparse.ArgumentParser):
        self._common = common
        self._actions = parser.add_subparsers(required=True, metavar="command", dest="_command")
        self._groups: Dict[str, Any] = {}

    def __call__(self, name: str, command: Callable[..., None], said: str, *positional: str) -> argparse.ArgumentParser:
        group, _, verb = name.partition(" ")
        actions = self._group(group, command) if verb else self._actions
        parser: argparse.ArgumentParser = actions.add_parser(verb or group, help=said, description=said, parents=[self._common])
        for argument in positional:
            parser.add_argument(argument, type=identifier if argument == "id" else str)
        parser.set_defaults(command=command, positional=positional)
        return parser

    def _group(self, name: str, first: Callable[..., None]) -> Any:
        """Without a verb it lists, as its first command does."""
        if name not in self._groups:
            parser = self._actions.add_parser(name, help=f"list and manage {name}", parents=[self._common])
            parser.set_defaults(command=first, positional=(), policy=None, tags=[], limit=50, range_test=None, state=None)
            self._groups[name] = parser.add_subparsers(metavar="action", dest="_action")
        return self._groups[name]


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--url", help="of the service; else $RANGEFINDER_URL, else http://127.0.0.1:8080")
    common.add_argument("--key", help="an API key; better in $RANGEFINDER_KEY or ~/.config/rangefinder/key")
    common.add_argument("--ca", metavar="FILE", help="certificates to know an https service by; else $RANGEFINDER_CA")
    common.add_argument("--json", action="store_true", help="print the service's answer")
    common.add_argument("--patience", type=seconds, metavar="SECONDS", help="with a service that is away; else 15")
    parser = argparse.ArgumentParser(prog="rangefinder", description="Learning-rate range tests and schedules.", parents=[common])
    parser.add_argument("--version", action=_Version, nargs=0, help="of this client and of the service")
    commands = _Commands(parser, common)
    for module in (range_tests, comparisons, schedules, pictures, catalogue, keys):
        module.add(commands)
    return parser
