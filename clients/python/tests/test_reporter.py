from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path
from typing import Any, Callable, Dict, Optional

from rangefinder import Conflict, NotFound, Rangefinder, Unavailable
from rangefinder.backoff import Backoff
from rangefinder.reporting import Observation, Reporter

from . import service
from .faults import Proxy, Reply, Server

PROMPT = Backoff(first_seconds=0.01, most_seconds=0.05)


def loss(iteration: int) -> float:
    """Falls from 2.3 and rises again."""
    return 2.3 - 1.5 * min(iteration, 300) / 300 + max(0, iteration - 320) / 300


def reported(rangefinder: Rangefinder, iterations: int = 400, **given: Any) -> str:
    """The id of a new reported range test."""
    workload = {"description": "a loss that is made up", "batch_size": 32, "iterations_per_epoch": 50}
    sweep = {"start_lr": 1e-4, "end_lr": 1.0, "iterations": iterations}
    return rangefinder.range_test(workload, sweep, execution="reported", **given)["id"]


@service.needed
class ReporterTests(service.ServiceTestCase):
    def proxy(self, fault: Callable[[int], Optional[str]] = lambda number: None) -> Proxy:
        proxy = Proxy(service.URL or "", fault)
        self.addCleanup(proxy.close)
        return proxy

    def reporter(self, url: str, id: str, **given: Any) -> Reporter:
        rangefinder = self.client(url)
        return Reporter(
            rangefinder.transport,
            f"/v1/range-tests/{id}/observations",
            self.home / "journals" / f"{id}.jsonl",
            **{"pause_seconds": 0.01, "backoff": PROMPT, **given},
        )

    def kept(self, id: str) -> Dict[int, float]:
        """The loss of every iteration that the service has."""
        (curve,) = self.rangefinder.curve(id)["repeats"]
        self.assertEqual(len(set(curve["iteration"])), len(curve["iteration"]))
        return dict(zip(curve["iteration"], map(float, curve["loss"])))

    def train(self, reporter: Reporter, iterations: range, seconds: float = 0.0) -> float:
        """The longest that the loop was held up, in seconds."""
        longest = 0.0
        for iteration in iterations:
            started = time.perf_counter()
            reporter.add(iteration, loss(iteration))
            longest = max(longest, time.perf_counter() - started)
            time.sleep(seconds)
        return longest

    def test_a_curve_is_reported_and_read(self) -> None:
        id = reported(self.rangefinder)
        with self.rangefinder.reporter(id) as reporter:
            self.train(reporter, range(400))
        self.assertEqual(reporter.answer["state"], "succeeded")
        self.assertEqual(self.kept(id), {i: loss(i) for i in range(400)})
        self.assertLess(0, self.rangefinder.recommendation(id)["max_lr"])

    def test_the_ladder_is_the_services(self) -> None:
        ladder = self.rangefinder.ladder(reported(self.rangefinder))
        self.assertEqual((len(ladder), ladder.lr(0), ladder.lr(399)), (400, 1e-4, 1.0))

    def test_one_report_without_a_thread(self) -> None:
        id = reported(self.rangefinder, iterations=3)
        observations = [Observation(i, 1.0 + i, lr=0.1 * (i + 1)) for i in range(3)]
        self.assertEqual(self.rangefinder.report(id, observations[:1])["received_through"], 0)
        answer = self.rangefinder.report(id, observations, final=True)
        self.assertEqual((answer["received_through"], answer["state"]), (2, "succeeded"))

    def test_a_diverging_loss_is_stopped(self) -> None:
        reporter = self.reporter(service.URL or "", reported(self.rangefinder))
        for iteration in range(400):
            if reporter.stops(iteration):
                break
            reporter.add(iteration, 2.0 if iteration < 100 else 1e6)
            time.sleep(0.005)
        self.assertLess(iteration, 399)
        self.assertEqual(reporter.close()["reason"], "diverged")
        self.assertIn(reporter.answer["stop_at_iteration"], range(101, iteration + 1))

    def test_nothing_is_lost_and_nothing_doubled_when_requests_fail_before_or_after_they_took_effect(self) -> None:
        faults: Dict[int, str] = {3: "busy", 6: "away", 9: "lost"}
        proxy = self.proxy(lambda number: faults.get(number % 10))
        id = reported(self.rangefinder)
        reporter = self.reporter(proxy.url, id)
        with self.assertLogs("rangefinder", "WARNING"):
            longest = self.train(reporter, range(400), seconds=0.003)
        reporter.close()
        self.assertEqual(self.kept(id), {i: loss(i) for i in range(400)})
        self.assertLess(longest, 0.1)
        self.assertGreater(len(proxy.requests), 20)
        self.assertEqual(list((self.home / "journals").iterdir()), [])

    def test_a_loop_goes_on_while_the_service_is_away_and_all_is_sent_later(self) -> None:
        away = [False]
        id = reported(self.rangefinder)
        reporter = self.reporter(self.proxy(lambda number: "away" if away[0] else None).url, id)
        self.train(reporter, range(100))
        self.assertTrue(reporter.flush(5.0))
        away[0] = True
        with self.assertLogs("rangefinder", "WARNING"):
            longest = self.train(reporter, range(100, 300), seconds=0.002)
            started = time.monotonic()
            self.assertFalse(reporter.flush(0.2))
            self.assertLess(time.monotonic() - started, 0.5)
        (journal,) = (self.home / "journals").iterdir()
        self.assertEqual(len(journal.read_text().splitlines()), 1 + 200)
        self.assertLess(longest, 0.1)
        self.assertEqual(len(self.kept(id)), 100)
        away[0] = False
        self.train(reporter, range(300, 400))
        reporter.close()
        self.assertEqual(self.kept(id), {i: loss(i) for i in range(400)})

    def test_what_is_left_at_the_end_is_delivered_later(self) -> None:
        away = [False]
        proxy = self.proxy(lambda number: "away" if away[0] else None)
        rangefinder = self.client(proxy.url)
        id = reported(rangefinder)
        reporter = rangefinder.reporter(id)
        self.train(reporter, range(50))
        self.assertTrue(reporter.flush(5.0))
        away[0] = True
        self.train(reporter, range(50, 400))
        with self.assertLogs("rangefinder", "WARNING"), self.assertRaisesRegex(Unavailable, "kept on disk"):
            reporter.close(timeout_seconds=0.3)
        with self.assertLogs("rangefinder", "WARNING"):
            (undelivered,) = rangefinder.deliver(timeout_seconds=0.1)
        self.assertIsInstance(undelivered.failure, Unavailable)
        away[0] = False
        environment = {**os.environ, "RANGEFINDER_URL": proxy.url, "RANGEFINDER_HOME": str(self.home)}
        command = [sys.executable, "-m", "rangefinder", "deliver"]
        ran = subprocess.run(command, env=environment, capture_output=True, text=True)
        self.assertEqual((ran.returncode, ran.stdout), (0, f"/v1/range-tests/{id}/observations  delivered\n"), ran.stderr)
        self.assertEqual(self.rangefinder.get(id)["state"], "succeeded")
        self.assertEqual(self.kept(id), {i: loss(i) for i in range(400)})
        self.assertEqual(list(rangefinder.deliver()), [])

    def test_whoever_dies_while_the_service_is_away_leaves_the_rest_to_the_next_one(self) -> None:
        away = [False]
        proxy = self.proxy(lambda number: "away" if away[0] else None)
        id = reported(self.rangefinder)
        program = f"""
import os, sys
from pathlib import Path
from rangefinder import Rangefinder
reporter = Rangefinder({proxy.url!r}, home=Path({str(self.home)!r})).reporter({id!r})
for iteration in range(100):
    reporter.add(iteration, 2.0)
assert reporter.flush(10.0)
print("now", flush=True)
sys.stdin.readline()
for iteration in range(100, 200):
    reporter.add(iteration, 2.0)
reporter.flush(1.0)
os._exit(9)
"""
        with subprocess.Popen(
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as child:
            assert child.stdin is not None and child.stdout is not None
            self.assertEqual(child.stdout.readline(), "now\n")
            away[0] = True
            child.communicate("\n")
        self.assertEqual(child.returncode, 9)
        away[0] = False
        # From a checkpoint at 150: it trains again, to other losses, what is reported already.
        with self.client(proxy.url).reporter(id) as reporter:
            for iteration in range(150, 400):
                reporter.add(iteration, 1.9)
        self.assertEqual(self.kept(id), {i: 2.0 if i < 200 else 1.9 for i in range(400)})

    def test_a_refusal_ends_the_reporting_and_not_the_training(self) -> None:
        id = reported(self.rangefinder)
        self.rangefinder.report(id, [Observation(5, 1.0)])
        reporter = self.reporter(service.URL or "", id)
        with self.assertLogs("rangefinder", "WARNING"):
            self.train(reporter, range(10))
            with self.assertRaises(Conflict) as caught:
                reporter.close()
        self.assertEqual(caught.exception.type, "observation-contradicts")
        self.assertIs(reporter.failure, caught.exception)

    def test_a_refused_journal_is_set_aside(self) -> None:
        reporter = self.reporter(service.URL or "", "01a20be0-5fee-79b6-ae21-8bee257eae1a")
        with self.assertLogs("rangefinder", "WARNING"):
            reporter.add(0, 1.0)
            with self.assertRaises(NotFound):
                reporter.close()
            (delivery,) = self.rangefinder.deliver()
        self.assertIsInstance(delivery.failure, NotFound)
        self.assertEqual([path.suffix for path in (self.home / "journals").iterdir()], [".refused"])

    def test_a_training_that_uses_a_schedule_is_reported_and_found(self) -> None:
        id = service.finished()
        schedule = self.rangefinder.schedule(id, iterations=200)
        run = self.rangefinder.training_run(id, schedule, name="mine", tags={"of": self.home.name})
        with self.rangefinder.training_reporter(run["id"]) as reporter:
            for iteration in range(200):
                reporter.add(iteration, 2.0 - iteration / 200, schedule.lr(iteration), accuracy=iteration / 200)
        (found,) = self.rangefinder.training_runs(range_test=id, tags={"of": self.home.name})
        self.assertEqual((found["state"], found["policy"]), ("succeeded", "one_cycle"))
        self.assertAlmostEqual(found["outcome"]["best_accuracy"], 199 / 200)


class SilenceTests(unittest.TestCase):
    def test_a_slow_training_gives_signs_of_life_and_says_little_else(self) -> None:
        server = Server(lambda request: Reply(200, json.dumps({"received_through": -1}).encode()))
        self.addCleanup(server.close)
        with tempfile.TemporaryDirectory() as folder:
            reporter = Reporter(
                Rangefinder(server.url, home=Path(folder)).transport,
                "/v1/x",
                Path(folder) / "x.jsonl",
                pause_seconds=0.01,
                silence_seconds=0.2,
            )
            time.sleep(1.0)
            reporter.close(final=False)
        self.assertIn(len(server.requests), range(3, 8))
        self.assertEqual({request.body for request in server.requests}, {b'{"observations": []}'})


if __name__ == "__main__":
    unittest.main()
