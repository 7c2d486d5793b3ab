from __future__ import annotations

import math
import unittest
from typing import Any

from rangefinder import Schedule
from rangefinder.numbers import plain, real, share, whole
from rangefinder.reporting import Observation

from .faults import Reply, Server
from .test_transport import PROMPT


class Scalar:
    """As those of NumPy, torch and JAX: refilled in place."""

    shape = ()

    def __init__(self, value: Any):
        self.value = value

    def item(self) -> Any:
        return self.value

    tolist = item


class NumberTests(unittest.TestCase):
    def test_scalars_of_other_libraries_are_numbers(self) -> None:
        self.assertEqual(real("loss", Scalar(1.5)), 1.5)
        self.assertEqual(whole("iteration", Scalar(7)), 7)
        self.assertEqual(plain({"a": [Scalar(1), {"b": math.inf}]}), {"a": [1, {"b": "Infinity"}]})
        schedule = Schedule({"policy": "decay", "base_lr": 0.0, "max_lr": Scalar(1.0), "step_size": Scalar(10)}, Scalar(10))  # type: ignore[arg-type]
        self.assertEqual(schedule.lr(Scalar(5)), 0.5)  # type: ignore[arg-type]

    def test_what_is_none_is_refused_by_its_name(self) -> None:
        for made in (
            lambda: Observation(0, None).read(),  # type: ignore[arg-type]
            lambda: real("loss", "1.0"),
            lambda: Schedule({"policy": "fixed", "lr": 1}, 10).lr(1.5),  # type: ignore[arg-type]
            lambda: share("accuracy", 87.5),
            lambda: plain({"workload": {"model": object()}}),
        ):
            with self.assertRaisesRegex(ValueError, "^(loss|iteration|accuracy|/workload/model) is "):
                made()

    def test_a_loss_that_is_refilled_keeps_the_value_of_its_time_and_gaps_are_steps_without_one(self) -> None:
        import json
        import tempfile
        from pathlib import Path

        from rangefinder import Rangefinder
        from rangefinder.reporting import Reporter

        server = Server(lambda request: Reply(200, json.dumps({"received_through": -1}).encode()))
        self.addCleanup(server.close)
        loss = Scalar(0.0)
        with tempfile.TemporaryDirectory() as folder:
            transport = Rangefinder(server.url, home=Path(folder)).transport
            reporter = Reporter(transport, "/v1/x", Path(folder) / "x.jsonl", pause_seconds=0.01, backoff=PROMPT)
            for iteration in (0, 1, 4):
                loss.value = float(iteration)
                reporter.add(iteration, loss)  # type: ignore[arg-type]
            with self.assertRaisesRegex(ValueError, "loss is None"):
                reporter.add(5, None)  # type: ignore[arg-type]
            reporter.close(final=False)
        sent = [one for request in server.requests for one in json.loads(request.body)["observations"]]
        self.assertEqual([(one["iteration"], one["loss"], one.get("skipped", False)) for one in sent],
                         [(0, 0.0, False), (1, 1.0, False), (2, 0.0, True), (3, 0.0, True), (4, 4.0, False)])  # fmt: skip


if __name__ == "__main__":
    unittest.main()
