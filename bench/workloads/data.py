"""Samples to train and test on, and what a predictor reaches on them that looks at no input."""
from __future__ import annotations

import gzip
import math
import pathlib
import random
import sysconfig
from collections.abc import Callable
from dataclasses import dataclass
from pydoc_data import topics

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

BESIDE = pathlib.Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
LICENCES = pathlib.Path("/usr/share/common-licenses")
BYTES = 256


@dataclass(frozen=True)
class Data:
    x: Tensor
    y: Tensor
    test_x: Tensor
    test_y: Tensor
    classes: int | None
    trivial_loss: float
    """That of the best constant predictor: the entropy of the classes or the variance of the target."""


def of_classes(x: Tensor, y: Tensor, test_x: Tensor, test_y: Tensor, classes: int) -> Data:
    shares = torch.bincount(y.flatten(), minlength=classes).double() / y.numel()
    entropy = -(shares * shares.clamp_min(1e-12).log()).sum().item()
    return Data(x, y, test_x, test_y, classes, entropy)


def of_numbers(x: Tensor, y: Tensor, test_x: Tensor, test_y: Tensor) -> Data:
    return Data(x, y, test_x, test_y, None, (y - y.mean(0)).square().mean().item())


# Texts: all are at hand wherever Python, or Debian, is installed.


def documentation() -> bytes:
    """Of the Python language, in English, as its own help command shows it: 460 kB."""
    return "\n".join(topics.topics.values()).encode()


def licences() -> bytes:
    """Those that Debian installs: 230 kB."""
    files = sorted(file for file in LICENCES.iterdir() if not file.is_symlink())
    return b"\n".join(file.read_bytes() for file in files)


def standard_library() -> bytes:
    """The source of some long modules of Python's own: 700 kB."""
    names = ("argparse", "decimal", "_pydecimal", "tarfile", "typing", "turtle", "inspect", "doctest", "zipfile", "mailbox")
    modules = (pathlib.Path(sysconfig.get_path("stdlib")) / f"{name}.py" for name in names)
    return b"\n".join(module.read_bytes() for module in modules if module.exists())


def grammar() -> bytes:
    """Sentences with agreement in number, relative clauses and words of unequal frequency: 400 kB."""
    r = random.Random(3)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o", "u", "an", "er", "il")]
    words = ["".join(r.choice(syllables) for _ in range(r.randint(1, 3))) for _ in range(240)]
    nouns, verbs, adjectives = words[:120], words[120:180], words[180:]

    def pick(from_words: list[str]) -> str:
        return from_words[min(int(r.paretovariate(0.8)) - 1, len(from_words) - 1)]

    def phrase(depth: int, plural: bool) -> str:
        adjective = pick(adjectives) + " " if r.random() < 0.4 else ""
        noun = ("these " if plural else "the ") + adjective + pick(nouns) + ("s" if plural else "")
        return noun + (" that " + clause(depth + 1, plural) + "," if depth < 2 and r.random() < 0.3 else "")

    def clause(depth: int, plural: bool) -> str:
        return pick(verbs) + ("" if plural else "s") + " " + phrase(depth + 1, r.random() < 0.5)

    def sentence() -> str:
        plural = r.random() < 0.5
        return (phrase(0, plural) + " " + clause(0, plural)).capitalize() + r.choice(".....!?\n")

    text, length = [], 0
    while length < 400_000:
        text.append(sentence())
        length += len(text[-1]) + 1
    return " ".join(text).encode()


def next_byte(text: Callable[[], bytes], context: int, share: float = 1) -> Data:
    """Windows of the first share of a text, each with the same window one byte later; the last tenth of the text is for testing."""
    values = torch.frombuffer(bytearray(text()), dtype=torch.uint8).long()
    windows = values[: (len(values) - 1) // context * context + 1]
    x, y = windows[:-1].view(-1, context), windows[1:].view(-1, context)
    train = len(x) * 9 // 10
    order = torch.randperm(len(x) - train, generator=torch.Generator().manual_seed(1)) + train
    used = int(train * share)
    return of_classes(x[:used], y[:used], x[order[:400]], y[order[:400]], BYTES)


def origin_of_snippet(length: int, count: int) -> Data:
    """Which of eight texts some bytes are taken from."""
    whole = [documentation(), licences(), standard_library(), grammar()]
    texts = [half for text in whole for half in (text[: len(text) // 2], text[len(text) // 2 :])]
    r = np.random.RandomState(11)
    total = count + 1600
    labels = r.randint(0, len(texts), total)
    starts = r.rand(total)
    snippets = np.zeros((total, length), np.int64)
    for i, (label, start) in enumerate(zip(labels, starts)):
        at = int(start * (len(texts[label]) - length))
        snippets[i] = np.frombuffer(texts[label][at : at + length], np.uint8)
    x, y = torch.from_numpy(snippets), torch.from_numpy(labels).long()
    return of_classes(x[:count], y[:count], x[count:], y[count:], len(texts))


# Tables, all made.


def _table(inputs: int, outputs: int, count: int, seed: int) -> tuple[Tensor, Tensor]:
    """Normal inputs, and what a fixed random network makes of them, with a standard deviation of one."""
    r = np.random.RandomState(seed)
    first, second = r.randn(inputs, 24) / math.sqrt(inputs) * 1.6, r.randn(24, outputs)
    x = r.randn(count, inputs)
    y = np.tanh(x @ first + r.randn(24) * 0.3) @ second
    y = (y - y.mean(0)) / y.std(0)
    return torch.from_numpy(x).float(), torch.from_numpy(y).float()


def rare_class(share: float) -> Data:
    """Two classes; the second is rare, and is where a noisy score is highest."""
    x, score = _table(20, 1, 24_000, 21)
    noisy = score[:, 0] + 0.35 * torch.randn(len(x), generator=torch.Generator().manual_seed(2))
    y = (noisy > noisy.quantile(1 - share)).long()
    return of_classes(x[:20_000], y[:20_000], x[20_000:], y[20_000:], 2)


def three_classes() -> Data:
    """Three classes after a noisy score, with inputs of very unequal scale."""
    x, score = _table(30, 3, 15_000, 22)
    noisy = score + 0.6 * torch.randn(score.shape, generator=torch.Generator().manual_seed(3))
    x = x * torch.logspace(-1, 1, 30)
    y = noisy.argmax(1)
    return of_classes(x[:12_000], y[:12_000], x[12_000:], y[12_000:], 3)


def number_with_offset(offset: float, noise: float = 0.3) -> Data:
    """A target of deviation one around an offset that is many times as large."""
    x, y = _table(16, 1, 14_000, 23)
    y = y[:, 0] + offset + noise * torch.randn(len(x), generator=torch.Generator().manual_seed(4))
    return of_numbers(x[:12_000], y[:12_000], x[12_000:], y[12_000:])


def thousand_prototypes() -> Data:
    """Noisy copies of a thousand points, some of which are far more common than others."""
    r = np.random.RandomState(24)
    prototypes = r.randn(1000, 32)
    frequency = 1 / (np.arange(1000) + 20.0)
    y = r.choice(1000, 42_000, p=frequency / frequency.sum())
    x = torch.from_numpy(prototypes[y] + r.randn(len(y), 32) * 0.9).float()
    labels = torch.from_numpy(y).long()
    return of_classes(x[:40_000], labels[:40_000], x[40_000:], labels[40_000:], 1000)


# Pictures: Fashion-MNIST, halved to 14x14.


def fashion(classes: range = range(10), count: int = 60_000) -> Data:
    """Pictures of some of the classes, in grey, normalised."""

    def read(name: str, offset: int) -> np.ndarray:
        return np.frombuffer(gzip.open(BESIDE / "fashion-mnist" / name).read(), np.uint8, offset=offset)

    def part(name: str) -> tuple[Tensor, Tensor]:
        labels = torch.from_numpy(read(f"{name}-labels-idx1-ubyte.gz", 8).astype(np.int64))
        pixels = torch.from_numpy(read(f"{name}-images-idx3-ubyte.gz", 16).reshape(-1, 1, 28, 28).astype(np.float32))
        kept = (labels >= classes.start) & (labels < classes.stop)
        pictures = functional.avg_pool2d(pixels[kept] / 255, 2)
        return (pictures - 0.286) / 0.32, labels[kept] - classes.start

    x, y = part("train")
    test_x, test_y = part("t10k")
    return of_classes(x[:count], y[:count], test_x[:2000], test_y[:2000], len(classes))


def fashion_one_against_all(share: float) -> Data:
    """Whether a picture is a shirt, where few are."""
    full = fashion()

    def rare(x: Tensor, y: Tensor) -> tuple[Tensor, Tensor]:
        shirts = (y == 6).nonzero()[:, 0]
        others = (y != 6).nonzero()[:, 0]
        kept = torch.cat([others, shirts[: int(len(others) * share / (1 - share))]])
        kept = kept[torch.randperm(len(kept), generator=torch.Generator().manual_seed(5))]
        return x[kept], (y[kept] == 6).long()

    x, y = rare(full.x, full.y)
    test_x, test_y = rare(full.test_x, full.test_y)
    return of_classes(x, y, test_x, test_y, 2)


def pictures_of_themselves() -> Data:
    """What an autoencoder is trained on."""
    full = fashion()
    x, test_x = full.x.flatten(1), full.test_x.flatten(1)
    return of_numbers(x, x, test_x, test_x)
