from __future__ import annotations

import os
import subprocess
import sys
import unittest
from pathlib import Path
from typing import Any, Dict

from . import service

EXAMPLES = Path(__file__).parents[3] / "examples" / "pytorch"
CLIENT = Path(__file__).parents[1]
DATA = os.environ.get("RANGEFINDER_TEST_DATA")

ITERATIONS = 1000


@service.needed
@unittest.skipUnless(DATA, "RANGEFINDER_TEST_DATA names no folder with Fashion-MNIST")
class ExampleTests(service.ServiceTestCase):
    """The scripts of examples/pytorch, on Fashion-MNIST."""

    def start(self, script: str, *arguments: str) -> "subprocess.Popen[str]":
        environment: Dict[str, str] = {
            **os.environ,
            "PYTHONPATH": str(CLIENT),
            "RANGEFINDER_URL": service.URL or "",
            "RANGEFINDER_HOME": str(self.home),
        }
        return subprocess.Popen(
            [sys.executable, script, DATA or "", *arguments],
            cwd=EXAMPLES,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run_of(self, line: str) -> str:
        return line.split()[2]

    def test_before_and_after_train(self) -> None:
        for script in ("before.py", "after.py"):
            with self.start(script, "1") as process:
                out, _ = process.communicate()
            self.assertEqual(process.returncode, 0)
            self.assertGreater(float(out.split()[-1]), 0.75)

    def test_killed_and_resumed_every_step_is_taken_at_the_services_rate(self) -> None:
        checkpoint = str(self.home / "checkpoint")
        with self.start("resumable.py", checkpoint, str(ITERATIONS)) as first:
            assert first.stdout is not None
            announced = first.stdout.readline()
            for line in first.stdout:
                if line == "iteration 400\n":
                    break
            first.kill()
        with self.start("resumable.py", checkpoint, str(ITERATIONS)) as second:
            out, _ = second.communicate()
        self.assertEqual(second.returncode, 0)
        resumed = out.splitlines()[0]
        self.assertEqual(self.run_of(resumed), self.run_of(announced))
        self.assertIn(int(resumed.split()[-1]), range(400, ITERATIONS))

        path = f"/v1/training-runs/{self.run_of(resumed)}"
        run: Dict[str, Any] = self.rangefinder.transport.request("GET", path).json()
        curve = self.rangefinder.transport.request("GET", path + "/curve").json()
        answer = self.rangefinder.transport.request(
            "GET", f"/v1/range-tests/{run['range_test']}/schedule", query=[("iterations", ITERATIONS)]
        )
        self.assertEqual(run["state"], "succeeded")
        self.assertEqual(curve["iteration"], list(range(ITERATIONS)))
        self.assertEqual(curve["lr"], answer.json()["rates"])


if __name__ == "__main__":
    unittest.main()
