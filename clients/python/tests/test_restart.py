from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import unittest
import urllib.request
from pathlib import Path
from typing import List

from . import service
from .faults import Proxy
from .test_reporter import loss, reported

COMMAND: List[str] = json.loads(os.environ.get("RANGEFINDER_TEST_SERVER", "[]"))

# How long no service is there.
AWAY_SECONDS = float(os.environ.get("RANGEFINDER_TEST_AWAY_SECONDS", "0"))


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


class Service:
    """A service of one's own, in a process that can be killed."""

    def __init__(self, folder: Path, port: int):
        self.url = f"http://127.0.0.1:{port}"
        settings = [f"--server.port={port}", f"--rangefinder.data.directory={folder / 'data'}"]
        self._log = folder / "service.log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([*COMMAND, *settings], stdout=log, stderr=log)

    def ready(self) -> None:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.url + "/actuator/health/readiness", timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def end(self, how: int) -> None:
        self._process.send_signal(how)
        self._process.wait()


@unittest.skipUnless(COMMAND, "RANGEFINDER_TEST_SERVER is no command that starts a service")
class RestartTests(service.ServiceTestCase):
    """The service that is killed shares its database with the one of the other tests, which takes its place later."""

    def test_a_service_that_is_killed_and_comes_back_has_every_point_once(self) -> None:
        killed = Service(self.home, free_port())
        away = [False]
        proxy = Proxy(killed.url, lambda number: "away" if away[0] else None)
        self.addCleanup(proxy.close)
        try:
            killed.ready()
            rangefinder = self.client(proxy.url)
            id = reported(rangefinder, iterations=2000)
            reporter = rangefinder.reporter(id)
            longest = 0.0
            for iteration in range(2000):
                if iteration == 500:
                    killed.end(signal.SIGKILL)
                started = time.perf_counter()
                reporter.add(iteration, loss(iteration % 300))
                longest = max(longest, time.perf_counter() - started)
                time.sleep(0.001)
        finally:
            killed.end(signal.SIGKILL)
        away[0] = True
        time.sleep(AWAY_SECONDS)
        proxy.move(service.URL or "")
        away[0] = False
        reporter.close(timeout_seconds=60)
        (curve,) = rangefinder.curve(id)["repeats"]
        self.assertLess(longest, 0.1)
        self.assertEqual(curve["iteration"], list(range(2000)))
        self.assertEqual(curve["loss"], [loss(iteration % 300) for iteration in range(2000)])


if __name__ == "__main__":
    unittest.main()
