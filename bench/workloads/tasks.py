"""The tasks in the order in which they were written down, before any had run; every third is held back."""
from __future__ import annotations

import dataclasses
import functools

from . import data, models
from .training import Optimizer, Task

ADAM = Optimizer("adam", betas=(0.9, 0.999))
ADAMW = Optimizer("adamw", betas=(0.9, 0.999), weight_decay=0.1)
ADAMW_OF_GPT = Optimizer("adamw", betas=(0.9, 0.95), weight_decay=0.1)
MOMENTUM = Optimizer("sgd", momentum=0.9)
NESTEROV = Optimizer("sgd", momentum=0.9, nesterov=True, weight_decay=5e-4)
CLIPPED = Optimizer("sgd", clip=0.25)
CLIPPED_ADAM = Optimizer("adam", betas=(0.9, 0.999), clip=1.0)

CONTEXT = 32
documentation = functools.partial(data.next_byte, data.documentation, CONTEXT)
licences = functools.partial(data.next_byte, data.licences, CONTEXT)
grammar = functools.partial(data.next_byte, data.grammar, CONTEXT)
standard_library = functools.partial(data.next_byte, data.standard_library, CONTEXT)

# What the fine-tuned ones were trained for before; none is measured itself.
GPT_ON_CODE = Task("gpt-on-code", "language", standard_library, models.Gpt, ADAM, 8, 1500, 0)
SHOES_AND_BAGS = Task(
    "fashion-upper-half", "pictures", functools.partial(data.fashion, range(5, 10)), lambda: models.residual_network(5), MOMENTUM, 64, 800, 0)
FASHION_ONCE = Task(
    "fashion-once", "pictures", data.fashion, lambda: models.perceptron(196, [48], 10), ADAM, 64, 900, 0)

_QUEUE = [
    Task("gpt-documentation-adamw", "language", documentation, models.Gpt, ADAMW_OF_GPT, 8, 300, 1e-4),
    Task("offset-regression-adam", "regression", functools.partial(data.number_with_offset, 8.0),
         lambda: models.perceptron(16, [48, 48], 1), ADAM, 64, 500, 5e-4, score="r2"),
    Task("gpt-grammar-adam", "language", grammar, models.Gpt, ADAM, 8, 200, 1e-4),
    Task("rare-class-adam", "unbalanced", functools.partial(data.rare_class, 0.05),
         lambda: models.perceptron(20, [48, 48], 2), ADAM, 128, 500, 1e-4, score="balanced_accuracy"),
    Task("finetune-transformer-adamw", "fine-tuning", functools.partial(data.origin_of_snippet, CONTEXT, 1500),
         lambda: models.SnippetClassifier(8), ADAMW, 8, 250, 1e-5, pretrain=GPT_ON_CODE, pretrain_rate=5e-3),
    Task("offset-regression-sgdm", "regression", functools.partial(data.number_with_offset, 3.0),
         lambda: models.perceptron(16, [48, 48], 1), MOMENTUM, 64, 500, 1e-4, score="r2"),
    Task("lstm-licences-clipped-sgd", "language", licences, models.Lstm, CLIPPED, 8, 300, 1e-1),
    Task("finetune-convnet-sgdm", "fine-tuning", functools.partial(data.fashion, range(5), 1000),
         lambda: models.residual_network(5), MOMENTUM, 32, 250, 1e-4, pretrain=SHOES_AND_BAGS, pretrain_rate=0.05),
    Task("rare-shirts-sgdm", "unbalanced", functools.partial(data.fashion_one_against_all, 0.05),
         lambda: models.perceptron(196, [48], 2), MOMENTUM, 64, 500, 1e-4, score="balanced_accuracy"),
    Task("thousand-classes-adam", "large vocabulary", data.thousand_prototypes,
         lambda: models.perceptron(32, [64], 1000), ADAM, 64, 400, 1e-4),
    Task("gpt-licences-adam-b16", "language", licences, models.Gpt, ADAM, 16, 200, 1e-4),
    Task("finetune-gpt-adamw", "fine-tuning", functools.partial(data.next_byte, data.licences, CONTEXT, 0.2), models.Gpt,
         ADAMW, 8, 250, 1e-5, pretrain=GPT_ON_CODE, pretrain_rate=5e-3, keeps_head=True),
    Task("vit-fashion-adam", "pictures", data.fashion, models.Vit, ADAM, 8, 200, 1e-5),
    Task("table-adamw", "table", data.three_classes,
         lambda: models.perceptron(30, [64, 64], 3, norm=True, dropout=0.2), ADAMW, 64, 400, 1e-4),
    Task("lstm-grammar-clipped-adam", "language", grammar, models.Lstm, CLIPPED_ADAM, 8, 250, 1e-4),
    Task("autoencoder-adam", "no accuracy", data.pictures_of_themselves,
         lambda: models.perceptron(196, [64, 16, 64], 196), ADAM, 64, 500, 1e-5, score="r2"),
    Task("label-smoothing-sgdm", "pictures", data.fashion, lambda: models.convolutions(10), MOMENTUM, 32, 500, 1e-4,
         label_smoothing=0.1),
    Task("residual-nesterov", "pictures", data.fashion, lambda: models.residual_network(10), NESTEROV, 32, 350, 1e-4, augment=True),
    Task("gpt-grammar-adamw-wide", "language", grammar, functools.partial(models.Gpt, 56, 2, 4), ADAMW_OF_GPT, 8, 200, 1e-5),
    Task("warm-start-adam", "fine-tuning", data.fashion, lambda: models.perceptron(196, [48], 10), ADAM, 64, 400, 1e-6,
         pretrain=FASHION_ONCE, pretrain_rate=3e-3, keeps_head=True),
    Task("thousand-classes-sgdm", "large vocabulary", data.thousand_prototypes,
         lambda: models.perceptron(32, [64], 1000), MOMENTUM, 64, 400, 1e-3),
]

TASKS = {task.name: dataclasses.replace(task, held_back=place % 3 == 0) for place, task in enumerate(_QUEUE, 1)}
