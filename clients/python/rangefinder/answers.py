"""The service's answers, as its JSON has them; openapi.yaml says what each field means."""

from __future__ import annotations

from typing import Any, Dict, List, Tuple, TypedDict

# The verdicts that answer the question; the others say what is missing.
ANSWERED = ("ok", "verified")


class CyclicLr(TypedDict):
    """The arguments of torch's `CyclicLR`: `CyclicLR(optimizer, **recommendation["cyclic_lr"])`."""

    base_lr: float
    max_lr: float
    step_size_up: int
    mode: str
    cycle_momentum: bool


class Next(TypedDict):
    """The sweep that would answer what a range test did not."""

    start_lr: float
    end_lr: float
    iterations: int
    repeats: int


class Stated(TypedDict):
    """What every recommendation says: bounds and step size (iterations in half a cycle), each bound with an interval, and why."""

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


class Recommendation(Stated, total=False):
    """With what is not always there: a single rate, the next sweep, the run for a training of a known length."""

    provisional: bool
    lr: float
    lr_interval: Tuple[float, float]
    interval_level: float
    step_size_reason: str
    agreement: float
    repeats_to_halve_interval: int
    run: Dict[str, int]
    next: Next
    verification: Dict[str, Any]


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
    trivial_loss: float
    score: str
    rerun_of: str
    refine_iterations: int
    refines: str
    refined_by: str
    verify: Dict[str, Any]
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
    task: str
    classes: int
    train_samples: int
    test_samples: int
    split: Dict[str, Any]
    columns: List[Dict[str, Any]]
    class_counts: List[Dict[str, Any]]
    tokens: Dict[str, float]
    target: Dict[str, Dict[str, float]]
    warnings: List[Dict[str, str]]
    state: str
    location: str
    checked: int
    total: int
    problem: str


# Not a class: one of the names is a keyword.
Sample = TypedDict(
    "Sample",
    {
        "index": int,
        "label": int,
        "class": str,
        "target": float,
        "image": str,
        "values": List[float],
        "tokens": List[int],
        "text": str,
    },
    total=False,
)


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


class StoredSchedule(TypedDict, total=False):
    """A schedule of one's own, without its rates; its id is the hash of its content."""

    id: str
    name: str
    tags: Dict[str, str]
    schedule: Dict[str, Any]
    iterations: int
    multipliers: Dict[str, float]
    created_at: str


class StoredModel(TypedDict, total=False):
    """An uploaded TorchScript module."""

    id: str
    name: str
    model: Dict[str, Any]
    input: Dict[str, int]
    reads: str
    classes: int
    parameters: int
    file_bytes: int
    created_at: str


class Transfer(TypedDict, total=False):
    """The bounds to expect at another batch size."""

    from_batch_size: int
    batch_size: int
    extrapolated: bool
    rule: str
    base_lr: float
    max_lr: float
    max_lr_interval: Tuple[float, float]
    lr: float
    iterations_per_epoch: int
    step_size: int
    rules: List[Dict[str, Any]]
    warning: str


class Nearest(TypedDict, total=False):
    """What range tests of the same network, data set and optimizer found."""

    range_test: str
    items: List[Dict[str, Any]]
    warning: str


class Rereading(TypedDict, total=False):
    """A range test as two versions of the rules read it."""

    range_test: str
    pinned: Dict[str, Any]
    reread: Dict[str, Any]


class Lane(TypedDict, total=False):
    """A kind of place where managed range tests train."""

    name: str
    slots: int
    busy: int
    queued: int
    servers: List[Dict[str, Any]]


class WaitingClient(TypedDict):
    """A client whose runs wait for a slot, and since when."""

    client: str
    runs: int
    since: str


class ServerFacts(TypedDict, total=False):
    """A server's version and database, and the disk of its data directory, which only an administrator is told."""

    version: str
    runtime: str
    database: str
    data_directory: str
    disk_free_bytes: int
    disk_bytes: int


class ApiKey(TypedDict, total=False):
    """A key; its text only where it is made or rotated."""

    id: str
    name: str
    role: str
    client: str
    key: str
    created_at: str
    expires_at: str
    revoked_at: str
    last_used_at: str


class AuditEntry(TypedDict, total=False):
    """A change that a caller asked for; `outcome` is the status of the answer."""

    id: str
    at: str
    caller: str
    action: str
    subject: str
    address: str
    outcome: int


class Fit(TypedDict, total=False):
    """The fits that bounds are drawn from, in columns."""

    lr: List[float]
    loss: List[float]
    accuracy: List[float]


class Comparison(TypedDict, total=False):
    """A comparison as it stands; `ended_at` is absent while it goes on."""

    id: str
    name: str
    state: str
    workload: Dict[str, Any]
    iterations: int
    epochs: float
    repeats: int
    seed: int
    evaluation: Dict[str, Any]
    flatness: bool
    entries: List[Dict[str, Any]]
    baseline: str
    margin: float
    tags: Dict[str, str]
    iterations_per_epoch: int
    progress: Dict[str, Any]
    runs: List[Dict[str, Any]]
    created_at: str
    ended_at: str
    links: Dict[str, str]


class _RepeatToTrain(TypedDict):
    repeat: int
    seed: int
    schedule: Dict[str, Any]
    iterations: int
    received_through: int


class RepeatToTrain(_RepeatToTrain, total=False):
    """A run of a range test that was handed out; of one that checks its answer, in which rung, and whose cycle."""

    rung: int
    entrant: str


class NextOfRangeTest(TypedDict, total=False):
    """`run` is absent where none waits; `state` is that of the range test."""

    state: str
    run: RepeatToTrain


class RunToTrain(TypedDict):
    """A run that was handed out; `received_through` is the last iteration that is there, -1 for none."""

    run: int
    entry: str
    repeat: int
    seed: int
    schedule: Dict[str, Any]
    iterations: int
    evaluation: Dict[str, Any]
    received_through: int


class NextOfComparison(TypedDict, total=False):
    """`run` is absent where none waits; `state` is that of the comparison."""

    state: str
    run: RunToTrain


class ComparisonResult(TypedDict):
    """What the runs of a comparison say about its entries; of each but the baseline `difference` has the verdict.

    `flatness` of an entry, where it was asked for, has `sharpness`, `adaptive_sharpness`, `noise_rise` and `largest_eigenvalue`.
    """

    metric: str
    baseline: str
    margin: float
    error_rate: float
    entries: List[Dict[str, Any]]
    diagnoses: List[str]
    algorithm: str
