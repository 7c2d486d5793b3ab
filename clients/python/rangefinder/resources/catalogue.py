"""What managed range tests are made of: data sets, models, and the lanes where they train."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Dict, Iterator, List, Mapping, Optional, Sequence, Union, cast

from ..answers import DataSet, Lane, Sample, ServerFacts, StoredModel, WaitingClient
from ..multipart import Multipart
from ..parts import LEAST_BYTES, forget, send
from .asking import Asking

PathLike = Union[str, Path]

# The service reads all of an upload, and trains a step of a model, before it answers.
_UPLOAD_SECONDS = 600.0


class Catalogue(Asking):
    def datasets(self) -> Iterator[DataSet]:
        """The data sets there, newest first."""
        return cast(Iterator[DataSet], self._pages("/v1/datasets", []))

    def dataset(self, id: str) -> DataSet:
        """One of them."""
        return cast(DataSet, self._get(f"/v1/datasets/{id}"))

    def delete_dataset(self, id: str) -> None:
        """Removes an uploaded one that nothing is training on."""
        self._delete(f"/v1/datasets/{id}")

    def samples(self, id: str, split: str = "train", count: int = 16) -> List[Sample]:
        """A few samples of a data set as they are trained on, spread evenly over the split `train` or `test`."""
        return cast(List[Sample], self._get(f"/v1/datasets/{id}/samples", [("split", split), ("count", count)])["items"])

    def upload(
        self,
        name: str,
        files: Union[PathLike, Mapping[str, Union[PathLike, Sequence[PathLike]]]],
        format: str = "idx",
        **options: object,
    ) -> DataSet:
        """Uploads a data set.

        Of `idx` the files are `train_images`, `train_labels`, `test_images` and `test_labels`; of `npy` `train_inputs`,
        `train_labels`, and if wanted `test_inputs` and `test_labels`, as `numpy.save` writes them; of `cifar10`, `cifar100`,
        `csv`, `image_folder` and `text` they are `train`, of which there may be several, and `test`; one path alone is `train`.
        `options` are those of the format: `label`, `header`, `separator`, `decimal`, `missing` (words, or a text with
        commas between them), `columns` (types by name), `task`, `height`, `width`, `channels`, `background`, `data_format`,
        `vocabulary`, `dtype`, `test_share`, `seed` (docs/datasets.md). Look at the `warnings` of what comes back. Files of
        256 MB or more are sent in parts, and go on where a connection broke.
        """
        parts = {"train": files} if isinstance(files, (str, Path)) else files
        missing = options.get("missing")
        if isinstance(missing, (list, tuple)):
            options["missing"] = ",".join(missing)
        fields = {"name": name, "format": format, **options}
        paths = {part: _paths(given) for part, given in parts.items()}
        large = {part: given for part, given in paths.items() if any(_is_large(path) for path in given)}
        uploads: Dict[str, List[str]] = {part: [] for part in large}
        try:
            for part, given in large.items():
                for path in given:
                    uploads[part].append(send(self.transport, path))
            if uploads:
                fields["uploads"] = json.dumps(uploads)
            body = Multipart(fields, {part: given for part, given in paths.items() if part not in large})
            answer = self.transport.request("POST", "/v1/datasets", body=body, timeout_seconds=_UPLOAD_SECONDS)
        finally:
            for id in chain.from_iterable(uploads.values()):
                forget(self.transport, id)
        return cast(DataSet, answer.json())

    def register(self, name: str, location: PathLike, format: str = "npy", **options: object) -> DataSet:
        """Registers a data set that stays where it lies, in a directory on the side of the service.

        `format` is `npy`, `image_folder`, `webdataset` or `text`; `options` are `height`, `width`, `channels`, `background`,
        `data_format`, `task`, `vocabulary`, `dtype`, `test_share` and `seed` (docs/datasets.md, "In place"). It is checked
        in the background: `dataset(id)["state"]` is `checking` until it is `ready` to be trained on, or `refused`.
        """
        body = {"name": name, "location": str(location), "format": format, **options}
        answer = self.transport.request("POST", "/v1/datasets:register", body=body, timeout_seconds=_UPLOAD_SECONDS)
        return cast(DataSet, answer.json())

    def models(self) -> Iterator[StoredModel]:
        """The uploaded models, newest first."""
        return cast(Iterator[StoredModel], self._pages("/v1/models", []))

    def model(self, id: str) -> StoredModel:
        """One of them."""
        return cast(StoredModel, self._get(f"/v1/models/{id}"))

    def delete_model(self, id: str) -> None:
        """Removes one that nothing is training."""
        self._delete(f"/v1/models/{id}")

    def upload_model(
        self,
        name: str,
        module: PathLike,
        *,
        height: Optional[int] = None,
        width: Optional[int] = None,
        channels: Optional[int] = None,
        classes: Optional[int] = None,
        context: Optional[int] = None,
        vocabulary: Optional[int] = None,
    ) -> StoredModel:
        """Uploads a TorchScript module for samples of that shape, or for windows of a text (docs/models.md)."""
        given = {
            "name": name,
            "height": height,
            "width": width,
            "channels": channels,
            "classes": classes,
            "context": context,
            "vocabulary": vocabulary,
        }
        fields = {field: value for field, value in given.items() if value is not None}
        body = Multipart(fields, {"module": _paths(module)})
        answer = self.transport.request("POST", "/v1/models", body=body, timeout_seconds=_UPLOAD_SECONDS)
        return cast(StoredModel, answer.json())

    def lanes(self) -> List[Lane]:
        """Where managed range tests train: the lanes of all servers, their slots and what is trained there."""
        return cast(List[Lane], self._get("/v1/lanes")["items"])

    def queue(self) -> List[WaitingClient]:
        """The clients whose runs wait for a slot there, those who wait longest first."""
        return cast(List[WaitingClient], self._get("/v1/queue")["items"])

    def server(self) -> ServerFacts:
        """What the server that answers stands on."""
        return cast(ServerFacts, self._get("/v1/server"))


def _is_large(path: Path) -> bool:
    return path.stat().st_size >= LEAST_BYTES


def _paths(given: Union[PathLike, Sequence[PathLike]]) -> List[Path]:
    return [Path(given)] if isinstance(given, (str, Path)) else [Path(path) for path in given]
