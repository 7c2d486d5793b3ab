"""The real service that the tests ask: at $RANGEFINDER_TEST_URL; without it they are skipped."""

from __future__ import annotations

import functools
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any, Dict

from rangefinder import Rangefinder

URL = os.environ.get("RANGEFINDER_TEST_URL")

needed = unittest.skipUnless(URL, "RANGEFINDER_TEST_URL names no service")

SPIRALS: Dict[str, Any] = {
    "workload": {
        "dataset": "spirals",
        "model": {"architecture": "mlp", "hidden": [32, 32]},
        "optimizer": {"type": "sgd", "momentum": 0.9},
        "batch_size": 32,
    },
    "sweep": {"start_lr": 1e-4, "end_lr": 2, "iterations": 600},
}


class ServiceTestCase(unittest.TestCase):
    """Each test has a home of its own, so that nothing is kept from another one."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = Path(folder.name)
        self.rangefinder = self.client()

    def client(self, url: str = URL or "", **given: Any) -> Rangefinder:
        return Rangefinder(url, home=self.home, **given)


@functools.cache
def finished() -> str:
    """The id of a managed range test that is over; one for all tests, also those of an earlier process."""
    with tempfile.TemporaryDirectory() as home:
        rangefinder = Rangefinder(URL, home=Path(home))
        for earlier in rangefinder.search(tags={"of": "client tests"}, state="succeeded"):
            return earlier["id"]
        id = rangefinder.range_test(**SPIRALS, tags={"of": "client tests"})["id"]
        found = rangefinder.finished(id, timeout_seconds=120)
    assert found["state"] == "succeeded", found
    return id
