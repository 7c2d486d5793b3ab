"""Fashion-MNIST from its four idx files (https://github.com/zalandoresearch/fashion-mnist), gzip or not."""

import gzip
from pathlib import Path

import torch
from torch.utils.data import DataLoader, TensorDataset


def read(path):
    opened = gzip.open(path) if path.suffix == ".gz" else path.open("rb")
    with opened as file:
        content = bytearray(file.read())
    dimensions = content[3]
    shape = [int.from_bytes(content[4 + 4 * i : 8 + 4 * i], "big") for i in range(dimensions)]
    return torch.frombuffer(content, dtype=torch.uint8, offset=4 + 4 * dimensions).reshape(shape)


def samples(folder, part):
    images, labels = (next(Path(folder).glob(f"{part}-{kind}*")) for kind in ("images", "labels"))
    return TensorDataset((read(images).unsqueeze(1).float() / 255 - 0.2860) / 0.3530, read(labels).long())


def fashion_mnist(folder, batch_size):
    """The training samples in batches, shuffled, and the test samples as one batch."""
    train = DataLoader(samples(folder, "train"), batch_size, shuffle=True, drop_last=True)
    return train, samples(folder, "t10k").tensors
