"""What options take, and how they are refused."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any, Callable, Dict, List, Tuple, Union

Pair = Tuple[str, Union[int, float, str, bool]]


def number(text: str) -> float:
    """Finite: a rate or a time that is not is a slip."""
    try:
        value = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a number") from None
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r}, expected a finite number")
    return value


def count(text: str) -> int:
    try:
        value = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a whole number") from None
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r}, expected a whole number, 0 or more")
    return value


def limit(text: str) -> int:
    """How many are shown: of none it could not be said that there are none."""
    value = count(text)
    if value == 0:
        raise argparse.ArgumentTypeError(f"{text!r}, expected 1 or more")
    return value


def seconds(text: str) -> float:
    value = number(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text!r}, expected 0 or more seconds")
    return value


def identifier(text: str) -> str:
    """A part of a path: one that is empty or has several would ask for something else."""
    if not text or "/" in text:
        raise argparse.ArgumentTypeError(f"{text!r}, expected an id")
    return text


def pair(text: str) -> Pair:
    name, separator, value = text.partition("=")
    if not separator or not name:
        raise argparse.ArgumentTypeError(f"{text!r}, expected name=value")
    return name, _value(value)


def tag(text: str) -> Tuple[str, str]:
    key, separator, value = text.partition(":")
    if not separator or not key:
        raise argparse.ArgumentTypeError(f"{text!r}, expected key:value")
    return key, value


def json_file(text: str) -> Any:
    """What a file of JSON holds."""
    try:
        return json.loads(Path(text).read_text(encoding="utf-8"))
    except OSError as failure:
        raise argparse.ArgumentTypeError(f"{text!r}, which cannot be read: {failure.strerror}") from None
    except ValueError as failure:
        raise argparse.ArgumentTypeError(f"{text!r}, which is no JSON: {failure}") from None


def json_object(text: str) -> Dict[str, Any]:
    found = json_file(text)
    if not isinstance(found, dict):
        raise argparse.ArgumentTypeError(f"{text!r}, which holds a {type(found).__name__}, expected an object")
    return found


def file(text: str) -> str:
    """One that is there."""
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"{text!r}, which is no file")
    return text


def repeatable(kind: Callable[[str], Any], dest: str, example: str) -> Dict[str, Any]:
    """The options of an argument that may be said several times."""
    return {"dest": dest, "action": "append", "type": kind, "default": [], "metavar": example, "help": "repeatable"}


def tags(given: List[Tuple[str, str]]) -> Dict[str, str]:
    return dict(given)


def _value(text: str) -> Union[int, float, str, bool]:
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text
