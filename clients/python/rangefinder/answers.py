"""The service's answers, as its JSON has them; openapi.yaml says what each field means."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple, TypedDict


class CyclicLr(TypedDict):
    """The arguments of torch's `CyclicLR`: `CyclicLR(optimizer, **recommendation["cyclic_lr"])`."""

    base_lr: float
    max_lr: float
    step_size_up: int
    mode: str
    cycle_momentum: bool


class Recommendation(TypedDict):
    """Bounds and step size (iterations in half a cycle), each bound with an interval, and why."""

    verdict: str
    base_lr: float
    base_lr_interval: Tuple[float, float]
    max_lr: float
    max_lr_interval: Tuple[float, float]
    step_size: int
    step_size_epochs: float
    iterations_per_epoch: int
    confidence: float
    repeats: int
    rules: List[Dict[str, Any]]
    evidence: Dict[str, Any]
    diagnoses: List[str]
    algorithm: str
    cyclic_lr: CyclicLr


class RangeTest(TypedDict, total=False):
    """A range test as it stands; `ended_at` is absent while it goes on."""

    id: str
    name: str
    state: str
    execution: str
    workload: Dict[str, Any]
    sweep: Dict[str, Any]
    evaluation: Dict[str, Any]
    repeats: int
    seed: int
    tags: Dict[str, str]
    iterations_per_epoch: int
    verdict: str
    progress: Dict[str, Any]
    runs: List[Dict[str, Any]]
    training_runs: List[Dict[str, Any]]
    created_at: str
    started_at: str
    ended_at: str
    links: Dict[str, str]


class DataSet(TypedDict, total=False):
    """A data set that managed range tests can train on."""

    id: str
    name: str
    content_hash: str
    built_in: bool
    classes: int
    train_samples: int
    test_samples: int


class TrainingRun(TypedDict, total=False):
    """A training elsewhere that uses a schedule, and how it turned out so far."""

    id: str
    range_test: str
    name: str
    state: str
    schedule_id: str
    policy: str
    schedule: Dict[str, Any]
    iterations: int
    tags: Dict[str, str]
    received_through: int
    outcome: Dict[str, float]
    created_at: str
    ended_at: str
