from __future__ import annotations

import gzip
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

ITERATIONS = 500


def beginning(source: Path, target: Path, samples: int) -> None:
    """So many samples of an idx file."""
    with gzip.open(source) as file:
        head = bytearray(file.read(4))
        sizes = [file.read(4) for _ in range(head[3])]
        each = 1
        for size in sizes[1:]:
            each *= int.from_bytes(size, "big")
        target.write_bytes(bytes(head) + samples.to_bytes(4, "big") + b"".join(sizes[1:]) + file.read(samples * each))


@service.needed
@unittest.skipUnless(DATA, "RANGEFINDER_TEST_DATA names no folder with Fashion-MNIST")
class ExampleTests(service.ServiceTestCase):
    """The scripts of examples/pytorch, on the beginning of Fashion-MNIST."""

    def setUp(self) -> None:
        super().setUp()
        self.data = self.home / "fashion-mnist"
        self.data.mkdir()
        for source in Path(DATA or "").iterdir():
            beginning(source, self.data / source.stem, 12_800 if source.name.startswith("train") else 1000)

    def start(self, script: str, *arguments: str) -> subprocess.Popen[str]:
        environment: Dict[str, str] = {
            **os.environ,
            "PYTHONPATH": str(CLIENT),
            "RANGEFINDER_URL": service.URL or "",
            "RANGEFINDER_HOME": str(self.home),
            "OMP_NUM_THREADS": "1",
        }
        return subprocess.Popen(
            [sys.executable, script, str(self.data), *arguments],
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
            self.assertGreater(float(out.split()[-1]), 0.6)

    def test_killed_and_resumed_every_step_is_taken_at_the_services_rate(self) -> None:
        checkpoint = str(self.home / "checkpoint")
        with self.start("resumable.py", checkpoint, str(ITERATIONS)) as first:
            assert first.stdout is not None
            announced = first.stdout.readline()
            for line in first.stdout:
                if line == "iteration 200\n":
                    break
            first.kill()
        with self.start("resumable.py", checkpoint, str(ITERATIONS)) as second:
            out, _ = second.communicate()
        self.assertEqual(second.returncode, 0)
        resumed = out.splitlines()[0]
        self.assertEqual(self.run_of(resumed), self.run_of(announced))
        self.assertIn(int(resumed.split()[-1]), range(200, ITERATIONS))

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
