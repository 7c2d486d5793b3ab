"""The commands about what the service draws."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, Dict

from ..client import Rangefinder
from .arguments import count, identifier
from .output import Output
from .range_tests import Add


def add(command: Add) -> None:
    one = command("picture", curves, "draw the curves of a range test, or several over each other")
    one.add_argument("ids", nargs="+", type=identifier, metavar="id")
    _file(one)
    one = command("schedules picture", schedule, "draw a schedule, by the id of its range test or by its own", "id")
    one.add_argument("--policy", help="else by the length; a stored schedule has its own")
    one.add_argument("--iterations", type=count)
    _file(one)
    _file(command("comparisons picture", comparison, "draw what a comparison came to", "id"))


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--to", type=_drawable, required=True, metavar="FILE", help="of which the ending says the form: .svg or .png"
    )
    parser.add_argument("--width", type=count, metavar="PIXELS")
    parser.add_argument("--height", type=count, metavar="PIXELS")


def _drawable(text: str) -> Path:
    if Path(text).suffix not in (".svg", ".png"):
        raise argparse.ArgumentTypeError(f"{text!r}, expected a name that ends with .svg or .png")
    return Path(text)


def curves(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    several = len(given.ids) > 1
    _keep(
        service.curves_picture(given.ids, **_asked(given)) if several else service.curve_picture(given.ids[0], **_asked(given)),
        given.to,
        out,
    )


def schedule(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    drawn = service.schedule_picture(given.id, policy=given.policy, iterations=given.iterations, **_asked(given))
    _keep(drawn, given.to, out)


def comparison(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    _keep(service.comparison_picture(given.id, **_asked(given)), given.to, out)


def _asked(given: argparse.Namespace) -> Dict[str, Any]:
    return {"form": given.to.suffix[1:], "width": given.width, "height": given.height}


def _keep(drawn: bytes, file: Path, out: Output) -> None:
    file.write_bytes(drawn)
    out.say({"file": str(file), "bytes": len(drawn)}, str(file))
