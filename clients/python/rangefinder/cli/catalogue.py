"""The commands about data sets, models and lanes."""

from __future__ import annotations

import argparse
import re
import sys
from typing import Any, Callable, Dict, Iterator, Mapping, cast

from ..client import Rangefinder
from . import text
from .arguments import count, file, number
from .output import Output
from .range_tests import Add, Usage

_ID = re.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")

_IDX = ("train_images", "train_labels", "test_images", "test_labels")

_NPY = ("train_inputs", "test_inputs")

# The files that a format cannot do without; elsewhere it is `train`.
_NEEDED = {"idx": _IDX, "npy": ("train_inputs", "train_labels")}

_DATA_FORMATS = ("channels_first", "channels_last")

_TABLE = ("label", "header", "separator", "decimal", "missing", "columns")

_IMAGE = ("height", "width", "channels")

_PLACED = (*_IMAGE, "background", "test_share", "seed", "data_format", "task", "vocabulary", "dtype")

_OPTIONS = (*_TABLE, *_PLACED)


def add(command: Add) -> None:
    command("datasets list", datasets, "the data sets there")
    _upload(command("datasets upload", upload, "a data set from files"))
    _register(command("datasets register", register, "a data set that stays in a directory of the service's machine"))
    command("datasets show", show_dataset, "one data set, by its id or its name", "id")
    shown = command("datasets samples", samples, "a few samples of a data set, by its id or its name, as JSON", "id")
    shown.add_argument("--split", choices=("train", "test"), default="train")
    shown.add_argument("--count", type=count, default=16)
    command("datasets delete", delete_dataset, "remove an uploaded data set, by its id or its name", "id")
    command("models list", models, "the uploaded models")
    one = command("models upload", upload_model, "a TorchScript module; its id comes first")
    one.add_argument("name")
    one.add_argument("module", type=file, help="what torch.jit.script(model).save wrote")
    for name in ("height", "width", "channels", "classes"):
        one.add_argument(f"--{name}", type=count, help="of a module that takes images or vectors")
    for name in ("context", "vocabulary"):
        one.add_argument(f"--{name}", type=count, help="of one that reads tokens")
    command("models show", show_model, "one uploaded model, by its id or its name", "id")
    command("models delete", delete_model, "remove an uploaded model, by its id or its name", "id")
    command("lanes", lanes, "where range tests train")
    command("queue", queue, "whose runs wait for a slot, and since when")
    command("server", server, "what the server that answers stands on")


def _upload(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("--format", choices=("idx", "cifar10", "cifar100", "csv", "image_folder", "npy", "text"), default="idx")
    for part in _IDX:
        whose = "of idx and npy" if "label" in part else "of idx"
        parser.add_argument(f"--{part.replace('_', '-')}", type=file, metavar="FILE", help=whose)
    for part in _NPY:
        parser.add_argument(f"--{part.replace('_', '-')}", type=file, metavar="FILE", help="of npy")
    parser.add_argument("--train", type=file, action="append", metavar="FILE", help="of the other formats, repeatable")
    parser.add_argument("--test", type=file, metavar="FILE", help="of the other formats")
    parser.add_argument("--label", help="of csv: the column to learn")
    parser.add_argument("--header", choices=("true", "false"), help="of csv: whether the first row has names")
    parser.add_argument("--separator", help="of csv: comma, semicolon, tab or bar; found if absent")
    parser.add_argument("--decimal", choices=(".", ","), help="of csv")
    parser.add_argument("--missing", metavar="WORDS", help="of csv: what stands for a gap, such as NA,?")
    parser.add_argument("--columns", metavar="JSON", help='of csv: types by name, such as {"zip":"category"}')
    parser.add_argument("--task", choices=("classification", "regression"), help="of csv and npy: what the label is")
    parser.add_argument("--data-format", choices=_DATA_FORMATS, help="of npy: where the channels of images stand")
    for name in _IMAGE:
        parser.add_argument(f"--{name}", type=count, help="of image_folder")
    parser.add_argument("--background", metavar="#RRGGBB", help="of image_folder: under transparent places")
    parser.add_argument("--test-share", type=number, help="of csv, image_folder, npy and text without files for testing")
    parser.add_argument("--seed", type=int, help="of that draw")
    parser.add_argument("--vocabulary", type=count, help="of text: how many kinds of token ids; bytes if absent")
    parser.add_argument("--dtype", help="of text: how ids are written that are no .npy file, such as uint16")


def _register(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name")
    parser.add_argument("location", help="the directory, as an absolute path there")
    parser.add_argument("--format", choices=("npy", "image_folder", "webdataset", "text"), default="npy")
    for name in _IMAGE:
        parser.add_argument(f"--{name}", type=count, help="of images: to which they are brought")
    parser.add_argument("--background", metavar="#RRGGBB", help="of images: under transparent places")
    parser.add_argument("--test-share", type=number, help="for testing where no samples are for that")
    parser.add_argument("--seed", type=int, help="of that draw")
    parser.add_argument("--data-format", choices=_DATA_FORMATS, help="of npy: where the channels of images stand")
    parser.add_argument("--task", choices=("classification", "regression"), help="of npy: what the label is")
    parser.add_argument("--vocabulary", type=count, help="of text: how many kinds of token ids; bytes if absent")
    parser.add_argument("--dtype", help="of text: how ids are written that are no .npy file, such as uint16")


def _id(given: str, everything: Callable[[], Iterator[Mapping[str, Any]]]) -> str:
    """What a user gives is an id, or the name of something that is there."""
    if _ID.fullmatch(given):
        return given
    found = next((one for one in everything() if one["name"] == given), None)
    if found is None:
        raise Usage(f"id is {given!r}, expected an id, or a name that is there")
    return cast(str, found["id"])


def datasets(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = list(service.datasets())
    out.table(found, _DATASET, map(_dataset, found), "There is no data set.")


def upload(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    files: Dict[str, Any] = {part: getattr(given, part) for part in (*_IDX, *_NPY, "train", "test") if getattr(given, part)}
    expected = _NEEDED.get(given.format, ("train",))
    for part in expected:
        if part not in files:
            raise Usage(f"--{part.replace('_', '-')} is missing, expected a file: format {given.format} needs it")
    options = {name: getattr(given, name) for name in _OPTIONS if getattr(given, name) is not None}
    if "header" in options:
        options["header"] = options["header"] == "true"
    found = service.upload(given.name, files, given.format, **options)
    if out.as_json:
        out.say(found, "")
    else:
        out.table([found], _DATASET, [_dataset(found)], "")
        for warning in found.get("warnings", ()):
            print(f"warning: {warning['message']}", file=sys.stderr)


def register(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    options = {name: getattr(given, name) for name in _PLACED if getattr(given, name) is not None}
    found = service.register(given.name, given.location, given.format, **options)
    what = "tokens" if found["task"] == "next_token" else "samples"
    out.say(found, f"{found['id']} is {found['state']}: {found['total']} {what}")


def show_dataset(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.dataset(_id(given.id, service.datasets))
    out.say(found, "\n".join(f"{name}  {value}" for name, value in found.items() if name != "links"))


def samples(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.samples(_id(given.id, service.datasets), given.split, given.count)
    out.say(found, "\n".join(f"{one['index']}  {_content(one)}" for one in found))


def _content(sample: Mapping[str, Any]) -> str:
    if "tokens" in sample:
        return repr(sample["text"]) if "text" in sample else str(sample["tokens"])
    return f"{sample.get('class', sample.get('target'))}  {sample.get('values', sample.get('image'))}"


def delete_dataset(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    id = _id(given.id, service.datasets)
    service.delete_dataset(id)
    out.say({"deleted": id}, f"{id} deleted")


def models(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = list(service.models())
    rows = [(one["id"], text.when(one["created_at"]), one["name"], one["parameters"], one["classes"]) for one in found]
    out.table(found, ("id", "created (UTC)", "name", "parameters", "classes"), rows, "No model is uploaded.")


def upload_model(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.upload_model(
        given.name,
        given.module,
        height=given.height,
        width=given.width,
        channels=given.channels,
        classes=given.classes,
        context=given.context,
        vocabulary=given.vocabulary,
    )
    out.say(found, found["id"])


def show_model(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.model(_id(given.id, service.models))
    out.say(found, "\n".join(f"{name}  {value}" for name, value in found.items() if name != "links"))


def delete_model(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    id = _id(given.id, service.models)
    service.delete_model(id)
    out.say({"deleted": id}, f"{id} deleted")


def lanes(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.lanes()
    rows = [(one["name"], one["slots"], one["busy"], one["queued"], len(one["servers"])) for one in found]
    out.table(found, ("lane", "slots", "busy", "queued", "servers"), rows, "There is no lane.")


def queue(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.queue()
    rows = [(one["client"], one["runs"], text.when(one["since"])) for one in found]
    out.table(found, ("client", "runs", "since (UTC)"), rows, "No run waits.")


def server(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.server()
    out.say(found, "\n".join(f"{name:<16} {value}" for name, value in found.items()))


_DATASET = ("name", "to train", "to test", "classes", "state", "id")


def _dataset(one: Any) -> tuple[object, ...]:
    return (
        one["name"],
        one["train_samples"],
        one["test_samples"],
        f"{one['classes']} classes" if "classes" in one else "a number",
        one["state"],
        one["id"],
    )
