from __future__ import annotations

import copy
import gzip
import pickle
import struct
import unittest
from dataclasses import FrozenInstanceError
from itertools import islice
from pathlib import Path
from typing import Any, Dict
from unittest.mock import patch

from rangefinder import Conflict, Found, NotFound, Observation, Problem, RangefinderWarning, Unavailable
from rangefinder.comparing import Compared
from rangefinder.parts import send

from . import service
from .faults import Proxy
from .service import SPIRALS

AWAY = "http://127.0.0.1:9"


class ResultTests(unittest.TestCase):
    def test_what_comes_out_is_a_value_that_a_set_may_hold_and_nothing_changes(self) -> None:
        advice: Any = {"verdict": "ok", "base_lr": 0.1, "max_lr": 1.0, "step_size": 10, "diagnoses": []}
        for make in (lambda: Found("one", advice), lambda: Compared("one", {"entries": []}, [])):  # type: ignore
            with self.subTest(type(make()).__name__):
                self.assertEqual({make(), make()}, {make()})
                self.assertEqual(copy.deepcopy(make()), make())
                self.assertEqual(pickle.loads(pickle.dumps(make())), make())
                with self.assertRaises(FrozenInstanceError):
                    make().id = "another"


@service.needed
class ClientTests(service.ServiceTestCase):
    def test_a_range_test_is_submitted_found_and_read(self) -> None:
        id = service.finished()
        found = next(self.rangefinder.search(tags={"of": "client tests"}, dataset="spirals", state="succeeded"))
        self.assertEqual(found["id"], id)
        advice = self.rangefinder.recommendation(id)
        self.assertLess(advice["base_lr"], advice["max_lr"])
        self.assertEqual(advice["cyclic_lr"]["step_size_up"], advice["step_size"])
        self.assertEqual(len(self.rangefinder.curve(id)["repeats"][0]["lr"]), 600)

    def test_a_recommendation_for_a_training_of_a_known_length(self) -> None:
        run = self.rangefinder.recommendation(service.finished(), iterations=3000)["run"]
        self.assertEqual(run["iterations"], 3000)

    def test_a_table_is_uploaded_with_the_options_of_its_format(self) -> None:
        table = self.home / "iris.csv"
        rows = [
            f"{index % 3 + index / 100},{index % 2},{('setosa', 'virginica', 'versicolor')[index % 3]}" for index in range(90)
        ]
        table.write_text("\n".join(["length,width,species", *rows]))
        uploaded = self.rangefinder.upload(f"table-{self.home.name}", table, format="csv", label="species")
        self.assertEqual((uploaded["classes"], uploaded["train_samples"] + uploaded["test_samples"]), (3, 90))
        self.rangefinder.delete_dataset(uploaded["id"])

    def test_a_lost_answer_makes_no_second_range_test(self) -> None:
        proxy = Proxy(service.URL or "", lambda number: "lost" if number == 1 else None)
        self.addCleanup(proxy.close)
        tags = {"once": self.home.name}
        submitted = self.client(proxy.url).range_test(**SPIRALS, tags=tags)
        self.assertEqual(len(proxy.requests), 2)
        self.assertEqual([one["id"] for one in self.rangefinder.search(tags=tags)], [submitted["id"]])
        self.rangefinder.finished(submitted["id"], timeout_seconds=120)

    def test_a_lost_answer_to_a_cancel_is_no_failure(self) -> None:
        endless = {**SPIRALS, "sweep": {**SPIRALS["sweep"], "iterations": 1_000_000}}
        id = self.rangefinder.range_test(**endless)["id"]
        proxy = Proxy(service.URL or "", lambda number: "lost" if number == 1 else None)
        self.addCleanup(proxy.close)
        self.client(proxy.url).cancel(id)
        self.assertEqual(self.rangefinder.finished(id, timeout_seconds=60)["state"], "cancelled")
        with self.assertRaises(Conflict) as caught:
            self.rangefinder.recommendation(id)
        self.assertEqual(caught.exception.type, "no-recommendation")

    def test_refusals_name_the_value(self) -> None:
        with self.assertRaises(Problem) as caught:
            self.rangefinder.range_test(SPIRALS["workload"], {**SPIRALS["sweep"], "iterations": 1})
        self.assertEqual([error["pointer"] for error in caught.exception.errors], ["/sweep/iterations"])
        with self.assertRaises(NotFound):
            self.rangefinder.get("01a20be0-5fee-79b6-ae21-8bee257eae1a")

    def test_pages_are_followed(self) -> None:
        service.finished()
        ids = [one["id"] for one in islice(self.rangefinder.search(page_size=1), 2)]
        self.assertEqual(len(set(ids)), len(ids))

    def test_a_directory_that_the_service_does_not_allow_is_refused_by_its_name(self) -> None:
        with self.assertRaises(Problem) as refused:
            self.rangefinder.register("in-place", self.home, "npy", test_share=0.5)
        self.assertIn("/location", str(refused.exception))

    def test_a_data_set_is_uploaded(self) -> None:
        files = idx_files(self.home)
        uploaded = self.rangefinder.upload("client-tests", files)
        self.assertEqual((uploaded["train_samples"], uploaded["classes"]), (20, 2))
        self.assertIn("client-tests", [one["name"] for one in self.rangefinder.datasets()])
        self.assertEqual(self.rangefinder.upload("client-tests", files)["id"], uploaded["id"])

    def test_large_files_go_in_parts_past_lost_and_broken_ones(self) -> None:
        files = idx_files(self.home)
        whole = self.rangefinder.upload("client-tests", files)
        faults = {3: "lost", 5: "away", 8: "busy"}
        proxy = Proxy(service.URL or "", faults.get)
        self.addCleanup(proxy.close)
        with patch("rangefinder.parts.PART_BYTES", 30), patch("rangefinder.resources.catalogue.LEAST_BYTES", 1):
            in_parts = self.client(proxy.url).upload("client-tests", files)
        self.assertEqual(in_parts["id"], whole["id"])
        self.assertGreater(sum(request.method == "PATCH" for request in proxy.requests), 10)

    def test_a_file_that_cannot_be_sent_leaves_nothing(self) -> None:
        files = idx_files(self.home)
        proxy = Proxy(service.URL or "", lambda number: None)
        self.addCleanup(proxy.close)
        with patch("rangefinder.parts.Part.__iter__", side_effect=ValueError("shorter")), self.assertRaises(ValueError):
            send(self.client(proxy.url).transport, files["train_images"])
        [forgotten] = [request for request in proxy.requests if request.method == "DELETE"]
        with self.assertRaises(NotFound):
            self.rangefinder.transport.request("GET", forgotten.path)


@service.needed
class KeptTests(service.ServiceTestCase):
    def test_a_schedule_is_fetched_once(self) -> None:
        proxy = Proxy(service.URL or "")
        self.addCleanup(proxy.close)
        first = self.client(proxy.url).schedule(service.finished(), iterations=1000)
        asked = len(proxy.requests)
        second = self.client(proxy.url).schedule(service.finished(), iterations=1000)
        self.assertEqual(len(proxy.requests), asked)
        self.assertEqual(list(second), list(first))
        self.assertEqual(len(first), 1000)

    def test_a_schedule_is_the_one_that_was_asked_for(self) -> None:
        schedule = self.rangefinder.schedule(service.finished(), "step", iterations=100, lr=0.5, factor=0.5, milestones=[10, 20])
        self.assertEqual([schedule.lr(i) for i in (0, 10, 20, 10**9)], [0.5, 0.25, 0.125, 0.125])

    def test_momentum_and_warnings_come_with_it(self) -> None:
        schedule = self.rangefinder.schedule(service.finished(), "one_cycle", iterations=300)
        self.assertEqual(schedule.momentum(0), 0.95)
        self.assertAlmostEqual(schedule.momentum(89), 0.85)
        with self.assertWarnsRegex(RangefinderWarning, "cycles of 1000"):
            long = self.rangefinder.schedule(service.finished(), iterations=1500, step_size=500)
        self.assertEqual([warning["code"] for warning in long.warnings][:2], ["ends_mid_cycle", "few_cycles"])

    def test_a_very_long_one_is_computed_here(self) -> None:
        schedule = self.rangefinder.schedule(service.finished(), iterations=10**12, step_size=250)
        short = self.rangefinder.schedule(service.finished(), iterations=2000, step_size=250)
        self.assertEqual([schedule.lr(i) for i in range(2000)], list(short))

    def test_what_is_kept_serves_while_the_service_is_away(self) -> None:
        proxy = Proxy(service.URL or "")
        known = self.client(proxy.url).schedule(service.finished(), iterations=500)
        proxy.close()
        away = self.client(proxy.url, patience_seconds=0)
        self.assertEqual(list(away.schedule(service.finished(), iterations=500)), list(known))
        with self.assertRaises(Unavailable):
            away.schedule(service.finished(), "one_cycle")

    def test_what_comes_from_no_answer_says_so_and_can_be_refused(self) -> None:
        id = self.rangefinder.range_test(
            {"description": "nothing learned", "batch_size": 1, "iterations_per_epoch": 10},
            {"start_lr": 1e-4, "end_lr": 1, "iterations": 40},
            execution="reported",
        )["id"]
        self.rangefinder.report(id, [Observation(i, 2.0 + i % 2) for i in range(40)], final=True)
        self.assertNotEqual(self.rangefinder.recommendation(id)["verdict"], "ok")
        with self.assertRaises(Conflict) as caught:
            self.rangefinder.schedule(id, iterations=200, accept="ok")
        self.assertEqual(caught.exception.type, "provisional-recommendation")
        proxy = Proxy(service.URL or "")
        self.client(proxy.url).recommendation(id)
        proxy.close()
        away = self.client(proxy.url, patience_seconds=0)
        for client in (self.rangefinder, away):
            with self.assertWarnsRegex(RangefinderWarning, "recommendation"):
                found = client.schedule(id, iterations=200, accept="any")
            self.assertIn("provisional_recommendation", [warning["code"] for warning in found.warnings])
        with self.assertRaises(Unavailable):
            away.schedule(id, iterations=200, accept="ok")

    def test_a_kept_recommendation_makes_triangular_schedules_while_the_service_is_away(self) -> None:
        id = service.finished()
        proxy = Proxy(service.URL or "")
        self.client(proxy.url).recommendation(id)
        proxy.close()
        away = self.client(proxy.url, patience_seconds=0)
        for given in (
            {},
            {"policy": "triangular2", "iterations": 700},
            {"iterations": 70000},
            {"max_lr": 0.5, "step_size": 40},
            {"step_size_up": 30, "window": "welch"},
        ):
            with self.subTest(given):
                local = away.schedule(id, **given)
                self.assertEqual(list(local), list(self.rangefinder.schedule(id, **given)))
        with self.assertRaises(Unavailable):
            away.schedule(id, iterations=10)  # one cycle, which is not made here


class AwayTests(service.ServiceTestCase):
    def test_a_service_that_is_away_and_nothing_kept(self) -> None:
        with self.assertRaises(Unavailable):
            self.client(AWAY, patience_seconds=0).schedule("01a20be0-5fee-79b6-ae21-8bee257eae1a")


def idx_files(folder: Path) -> Dict[str, Path]:
    """Twenty and four images of 2 × 2, of two classes; one file is compressed."""
    files = {}
    for part, count in (("train", 20), ("test", 4)):
        images, labels = folder / f"{part}-images", folder / f"{part}-labels.gz"
        pixels = bytes(range(4 * count))
        images.write_bytes(struct.pack(">IIII", 0x803, count, 2, 2) + pixels)
        labels.write_bytes(gzip.compress(struct.pack(">II", 0x801, count) + bytes(i % 2 for i in range(count))))
        files.update({f"{part}_images": images, f"{part}_labels": labels})
    return files


if __name__ == "__main__":
    unittest.main()
