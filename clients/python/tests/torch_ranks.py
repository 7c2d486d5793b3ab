from __future__ import annotations

import json
import subprocess
import sys
import time
import unittest
from pathlib import Path
from typing import Any, Dict, List, Optional

from . import service
from .faults import Reply, Server

CLIENT = Path(__file__).parent.parent


@service.needed
class RanksTests(service.ServiceTestCase):
    """Two processes on this machine, over gloo."""

    def start(self, *arguments: str, url: str = service.URL or "", script: str = "tests.rank") -> List[subprocess.Popen[str]]:
        given = [str(self.home / "meeting"), url, str(self.home), *arguments]
        return [
            subprocess.Popen(
                [sys.executable, "-m", script, str(rank), *given],
                cwd=CLIENT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for rank in range(2)
        ]

    def end(self, process: subprocess.Popen[str]) -> Optional[Dict[str, Any]]:
        """What it said; None if it was killed."""
        try:
            out, err = process.communicate(timeout=100)
        finally:
            process.kill()
        if process.returncode == -9:
            return None
        self.assertEqual(process.returncode, 0, err)
        return json.loads(out)

    def test_one_decision_and_equal_rates(self) -> None:
        first, second = (self.end(process) for process in self.start())
        assert first is not None and second is not None
        self.assertNotIn("failure", first)
        self.assertEqual(first, second)
        self.assertTrue(first["untouched"])
        self.assertLess(len(first["rates"]), 300)
        (found,) = self.rangefinder.search(tags={"of": self.home.name})
        self.assertEqual((found["id"], found["state"]), (first["id"], "succeeded"))
        self.assertEqual((found["workload"]["batch_size"], found["workload"]["iterations_per_epoch"]), (32, 20))
        self.assertEqual(first["rates"], list(self.rangefinder.ladder(found["id"]))[: len(first["rates"])])

    def test_a_comparison_is_trained_together(self) -> None:
        first, second = (self.end(process) for process in self.start(script="tests.comparing_rank"))
        assert first is not None and second is not None
        self.assertEqual((first["id"], first["result"]), (second["id"], second["result"]))
        names = ("usual 0", "usual 1", "poor 0", "poor 1")
        self.assertEqual(first["steps"], {name: 40 for name in names})
        self.assertEqual(second["steps"], first["steps"])
        self.assertEqual(first["failures"], [["poor", 1, "rank 1 raised RuntimeError('no disk here')"]])
        self.assertEqual(second["failures"], [["poor", 1, "no disk here"]])
        usual, poor = first["result"]["entries"]
        self.assertGreater(usual["final_accuracy"]["mean"], 0.9)
        self.assertEqual([one["repeat"] for one in poor["seeds"]], [0])

    def test_a_refusal_is_said_to_both(self) -> None:
        body = json.dumps({"type": "urn:rangefinder:problem:invalid-value", "detail": "not so"}).encode()
        server = Server(lambda request: Reply(400, body))
        self.addCleanup(server.close)
        for process in self.start(url=server.url):
            said = self.end(process)
            assert said is not None
            self.assertIn("400 invalid-value: not so", said["failure"])
            self.assertEqual((said["untouched"], said["rates"]), (True, []))

    def test_when_one_is_killed_the_other_says_so(self) -> None:
        for killed in (0, 1):
            with self.subTest(killed=killed):
                (self.home / "meeting").unlink(missing_ok=True)
                processes = self.start(str(killed))
                self.assertIsNone(self.end(processes[killed]))
                started = time.monotonic()
                left = self.end(processes[1 - killed])
                self.assertLess(time.monotonic() - started, 20)
                assert left is not None
                self.assertIn("failure", left)
                self.assertTrue(left["untouched"])
                self.assertEqual(len(left["rates"]), 40)


if __name__ == "__main__":
    unittest.main()
