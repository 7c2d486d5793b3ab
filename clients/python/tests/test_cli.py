from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from typing import List, Tuple
from unittest import mock

from rangefinder.cli import main
from rangefinder.terminal import Progress

from . import service
from .test_client import AWAY, idx_files


def run(*arguments: str) -> Tuple[int, str, str]:
    """The exit code, stdout and stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(["--url", service.URL or AWAY, *arguments])
        except SystemExit as ended:
            code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


@service.needed
class CommandLineTests(service.ServiceTestCase):
    def setUp(self) -> None:
        super().setUp()
        homes = mock.patch.dict(os.environ, {"RANGEFINDER_HOME": str(self.home)})
        homes.start()
        self.addCleanup(homes.stop)

    def say(self, *arguments: str) -> str:
        code, out, err = run(*arguments)
        self.assertEqual(code, 0, err)
        return out

    def test_a_range_test_is_submitted_watched_and_plotted(self) -> None:
        given = "range-test --dataset spirals --model mlp --iterations 300 --batch-size 32 --end-lr 2 --tag by:cli --wait"
        out = self.say(*given.split(), "--optimizer-parameter", "momentum=0.5")
        for expected in ("verdict ", "base_lr ", "step_size ", "▲ max_lr", "└"):
            self.assertIn(expected, out)
        (found,) = json.loads(self.say("--json", "search", "--tag", "by:cli", "--limit", "1"))
        self.assertEqual(found["workload"]["optimizer"]["momentum"], 0.5)
        self.assertIn("verdict ", self.say("watch", found["id"]))
        self.assertIn(found["id"], self.say("search", "--model", "mlp"))

    def test_a_range_test_may_be_refined(self) -> None:
        given = "range-test --dataset spirals --model mlp --iterations 20 --batch-size 32"
        id = self.say(*given.split(), "--refine", "--refine-iterations", "40").strip()
        self.assertEqual(self.rangefinder.get(id)["refine_iterations"], 40)
        code, _, err = run(*given.split(), "--end-lr", "1", "--refine-iterations", "40")
        self.assertEqual(code, 1)
        self.assertIn("--refine-iterations is 40", err)

    def test_whoever_waits_is_led_to_the_last_of_those_that_follow(self) -> None:
        given = "range-test --dataset spirals --model mlp --batch-size 32 --start-lr 1e-6 --end-lr 1e-4 --iterations 40"
        code, out, err = run(*given.split(), "--refine", "--refine-iterations", "70", "--wait")
        self.assertEqual(code, 0, err)
        first = self.rangefinder.get(out.split()[0])
        self.assertIn(f"{first['id']} is {first['verdict']}; {first['refined_by']} follows", err)
        last = self.rangefinder.recommendation(first["refined_by"])
        self.assertIn(f"max_lr     {last['max_lr']:.4g} ", out)

    def test_rates_and_iterations_are_left_to_the_service(self) -> None:
        given = "range-test --dataset spirals --model mlp --batch-size 32 --training-iterations 2000"
        left = self.rangefinder.get(self.say(*given.split()).strip())
        sweep = left["sweep"]
        self.assertEqual((sweep["start_lr"], sweep["end_lr"], sweep["iterations"]), (1e-5, 10, 200))
        self.assertEqual(left["refine_iterations"], 600)
        self.say("cancel", left["id"])
        once = self.rangefinder.get(self.say(*given.split(), "--no-refine").strip())
        self.assertNotIn("refine_iterations", once)
        self.say("cancel", once["id"])

    def test_a_range_test_may_be_verified(self) -> None:
        given = "range-test --dataset spirals --model mlp --iterations 20 --batch-size 32"
        id = self.say(*given.split(), "--verify", "2000", "--verify-repeats", "2").strip()
        self.assertLessEqual(self.rangefinder.get(id)["verify"]["iterations_at_most"], 2000)
        self.say("cancel", id)
        code, _, err = run(*given.split(), "--verify-repeats", "2")
        self.assertEqual(code, 2)
        self.assertIn("--verify-repeats is 2", err)

    def test_a_recommendation_is_the_services_answer_as_json(self) -> None:
        advice = json.loads(self.say("--json", "recommendation", service.finished()))
        self.assertEqual(advice, self.rangefinder.recommendation(service.finished()))

    def test_a_schedule_is_a_picture_a_table_or_json(self) -> None:
        asked = ("schedule", service.finished(), "--policy", "triangular", "--iterations", "91", "--parameter", "max_lr=0.5")
        rates = list(self.rangefinder.schedule(service.finished(), "triangular", iterations=91, max_lr=0.5))
        self.assertEqual(json.loads(self.say("--json", *asked))["rates"], rates)
        lines = self.say(*asked, "--csv").split()
        self.assertEqual([float(line.split(",")[1]) for line in lines[1:]], rates)
        self.assertIn("max_lr  0.5", self.say(*asked))
        self.assertIn("! iterations is 91", self.say(*asked))

    def test_what_the_service_draws_is_kept_in_a_file(self) -> None:
        found = service.finished()
        for words, file in (
            (("picture", found), "one.svg"),
            (("picture", found, found), "several.png"),
            (("schedules", "picture", found, "--policy", "triangular"), "schedule.png"),
        ):
            with self.subTest(file):
                path = self.home / file
                self.assertEqual(str(path), self.say(*words, "--to", str(path), "--width", "800").strip())
                drawn = path.read_bytes()
                self.assertTrue(drawn.startswith(b"\x89PNG") if path.suffix == ".png" else b"<svg" in drawn[:200])
        code, _, err = run("picture", found, "--to", "curve.jpg")
        self.assertEqual(code, 2)
        self.assertIn("curve.jpg", err)

    def test_data_sets_are_uploaded_and_listed(self) -> None:
        files: List[str] = []
        for part, path in idx_files(self.home).items():
            files += [f"--{part.replace('_', '-')}", str(path)]
        self.assertIn("2 classes", self.say("datasets", "upload", "client-tests", *files))
        self.assertIn("spirals", self.say("datasets"))

    def test_json_may_stand_behind_the_command(self) -> None:
        self.assertEqual(self.say("datasets", "--json"), self.say("--json", "datasets", "list"))

    def test_a_table_is_uploaded_with_its_label_and_deleted(self) -> None:
        table = self.home / "iris.csv"
        table.write_text("width,species\n" + "".join(f"{i % 7},{'ab'[i % 2]}\n" for i in range(60)))
        given = ("datasets", "upload", f"cli-{abs(hash(str(self.home)))}", "--format", "csv", "--train", str(table))
        found = json.loads(self.say(*given, "--label", "species", "--json"))
        self.assertEqual(found["classes"], 2)
        self.assertIn("deleted", self.say("datasets", "delete", found["id"]))

    def test_a_text_is_uploaded_and_shown(self) -> None:
        novel = self.home / "novel.bin"
        novel.write_bytes(bytes([1, 0, 2, 0, 3, 0] * 300))
        given = ("datasets", "upload", f"cli-{abs(hash(str(self.home)))}", "--format", "text", "--train", str(novel))
        found = json.loads(self.say(*given, "--vocabulary", "4", "--dtype", "uint16", "--json"))
        self.assertEqual((found["task"], found["train_samples"], found["test_samples"]), ("next_token", 720, 180))
        self.assertIn("[1, 2, 3, 1", self.say("datasets", "samples", found["name"]))
        self.assertEqual(self.say("datasets", "show", found["name"]), self.say("datasets", "show", found["id"]))
        self.assertIn("deleted", self.say("datasets", "delete", found["name"]))
        code, _, err = run("datasets", "show", found["name"])
        self.assertNotEqual(code, 0)
        self.assertIn("expected an id, or a name that is there", err)

    def test_arrays_are_uploaded(self) -> None:
        header = "{'descr': '|u1', 'fortran_order': False, 'shape': (60, 2), }".ljust(117) + "\n"
        magic = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little")
        inputs, labels = self.home / "inputs.npy", self.home / "labels.npy"
        inputs.write_bytes(magic + header.encode() + bytes(range(120)))
        labels.write_bytes(magic + header.replace("(60, 2)", "(60,)  ").encode() + bytes([0, 1, 2] * 20))
        given = ("datasets", "upload", f"cli-{abs(hash(str(self.home)))}", "--format", "npy", "--train-inputs", str(inputs))
        found = json.loads(self.say(*given, "--train-labels", str(labels), "--test-share", "0.5", "--json"))
        self.assertEqual((found["element"], found["classes"], found["train_samples"]), ("uint8", 3, 30))
        self.assertIn("deleted", self.say("datasets", "delete", found["id"]))
        code, _, err = run(*given)
        self.assertNotEqual(code, 0)
        self.assertIn("--train-labels is missing", err)

    def test_a_range_test_is_run_again_cancelled_and_deleted(self) -> None:
        given = "range-test --dataset spirals --model mlp --iterations 1000000 --name endless --tag by:hand"
        id = self.say(*given.split()).splitlines()[0]
        self.assertIn("name      endless", self.say("show", id))
        self.assertIn(id, self.say("cancel", id))
        self.rangefinder.finished(id, timeout_seconds=60)
        again = self.say("rerun", id, "--seed", "3").strip()
        self.say("cancel", again)
        self.rangefinder.finished(again, timeout_seconds=60)
        for each in (id, again):
            self.assertIn("deleted", self.say("delete", each))

    def test_schedules_are_compared_by_what_a_range_test_recommends(self) -> None:
        given = ("--iterations", "40", "--repeats", "2", "--margin", "100", "--tag", "by:compare", "--flatness", "--wait")
        id, header, *rows = self.say("compare", service.finished(), *given).splitlines()
        self.assertIn("against the baseline", header)
        self.assertEqual([row.split()[0] for row in rows[:4]], ["fixed", "triangular2", "one_cycle", "decay"])
        self.assertIn("no_difference", rows[1])
        self.assertEqual(rows[5].split(), ["entry", "sharpness", "adaptive_sharpness", "noise_rise", "largest_eigenvalue"])
        self.assertRegex(rows[6], r"^fixed +[0-9.e-]+ +[0-9.e-]+ +-?[0-9.e-]+ +[0-9.e-]+$")
        self.assertRegex(rows[7], r"^triangular2 +[0-9.e-]+ \([+-]")
        self.assertIn(id, self.say("comparisons", "list", "--tag", "by:compare"))
        self.assertIn("entry     fixed (baseline)", self.say("comparisons", "show", id))
        curve = self.say("comparisons", "curve", id, "fixed", "--points", "4")
        self.assertTrue(curve.startswith("repeat,iteration,lr,loss\n0,0,"))
        self.assertIn("end       state succeeded", self.say("comparisons", "events", id))
        self.assertEqual(json.loads(self.say("comparisons", "watch", id, "--json")), self.rangefinder.comparison_result(id))
        for further in (("extend", id, "--repeats", "1"), ("rerun", id, "--seed", "5")):
            other = self.say("comparisons", *further).strip()
            code, out, err = run("comparisons", "cancel", other)
            self.assertIn(code, (0, 1), err)  # 1 where it was quicker
            self.rangefinder.compared(other, timeout_seconds=60)
            self.say("comparisons", "delete", other)
        code, out, err = run("comparisons", "curve", id, "none")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("entry is none, expected one of fixed", err)

    def test_what_is_shown_is_said_once_and_what_is_refused_as_it_was_given(self) -> None:
        id = service.finished()
        self.assertIn(", 1 repeat\n", self.say("show", id))
        self.assertEqual(self.say("ladder", id).count("iterations"), 1)
        self.assertIn("iterations  50", self.say("schedule", id, "--policy", "cosine", "--iterations", "50"))
        nowhere = self.home / "nowhere" / "curve.svg"
        self.assertEqual(run("picture", id, "--to", str(nowhere)), (2, "", f"{nowhere}: No such file or directory\n"))
        code, _, err = run("compare", "nothing", "--iterations", "50")
        self.assertEqual((code, err), (1, "400 invalid-value: id is nothing, expected a UUID\n"))

    def test_what_a_comparison_lacks_is_said(self) -> None:
        file = self.home / "comparison.json"
        file.write_text('{"repeats": 2}')
        self.assertIn("id is missing", run("compare")[2])
        self.assertIn("--repeats goes with no --file", run("compare", "--file", str(file), "--repeats", "3")[2])
        self.assertEqual(run("compare", "--file", str(file))[0], 1)

    def test_what_the_server_stands_on(self) -> None:
        self.assertIn("database         PostgreSQL", self.say("server"))

    def test_the_fit_and_the_queue(self) -> None:
        self.assertTrue(self.say("fit", service.finished()).startswith("lr,loss"))
        self.assertEqual(json.loads(self.say("queue", "--json")), self.rangefinder.queue())

    def test_a_stored_schedule_has_its_own_policy(self) -> None:
        policy = self.home / "policy.json"
        policy.write_text('{"policy": "fixed", "lr": 0.25}')
        id = self.say("schedules", "keep", str(policy), "--iterations", "10").strip()
        self.assertEqual(self.say("schedules", "rate", id, "3").strip(), "0.25")
        code, out, err = run("schedule", id, "--policy", "cosine")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("policy is 'cosine'", err)

    def test_a_file_that_is_no_submission_is_refused_by_the_service(self) -> None:
        wrong = self.home / "wrong.json"
        wrong.write_text('{"a": 1}')
        code, _, err = run("range-test", "--file", str(wrong))
        self.assertEqual(code, 1)
        self.assertIn("/workload is missing", err)
        self.assertEqual(run("range-test", "--file", str(wrong), "--model", "mlp")[0], 2)

    def test_a_pipe_that_is_closed_and_a_locale_without_letters(self) -> None:
        command = [sys.executable, "-m", "rangefinder", "--url", service.URL or ""]
        environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "COLUMNS": "40"}
        shown = subprocess.run([*command, "recommendation", service.finished()], env=environment, capture_output=True)
        self.assertEqual((shown.returncode, shown.stderr), (0, b""))
        self.assertLessEqual(max(len(line) for line in shown.stdout.decode("ascii").splitlines()), 40)
        listed = subprocess.run([*command, "search", "--limit", "3"], env=environment, capture_output=True, text=True).stdout
        self.assertLessEqual(max(map(len, listed.splitlines())), 40)
        ladder = [*command, "ladder", service.finished(), "--csv"]
        listing = subprocess.Popen(ladder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        assert listing.stdout is not None and listing.stderr is not None
        listing.stdout.readline()
        listing.stdout.close()
        self.assertEqual(listing.stderr.read(), b"")
        listing.stderr.close()
        self.assertIn(listing.wait(), (0, 141))

    def test_ctrl_c_says_what_goes_on(self) -> None:
        given = "range-test --dataset spirals --model mlp --iterations 1000000 --wait --tag by:ctrl-c"
        with mock.patch("rangefinder.cli.watching.time.sleep", side_effect=KeyboardInterrupt):
            code, out, err = run(*given.split())
        id = out.splitlines()[0]
        self.assertEqual(code, 130)
        self.assertIn(f"rangefinder watch {id}", err)
        self.assertIn(f"rangefinder cancel {id}", err)
        self.rangefinder.cancel(id)

    def test_a_refusal_ends_with_1_and_says_why(self) -> None:
        code, out, err = run("recommendation", "01a20be0-5fee-79b6-ae21-8bee257eae1a")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("404 not-found", err)
        code, out, err = run("show", "nonsense")
        self.assertEqual((code, out), (1, ""))
        self.assertIn("invalid-value: id is nonsense, expected a UUID", err)


class FailureTests(unittest.TestCase):
    def test_a_service_that_is_away_ends_with_3(self) -> None:
        code, _, err = run("--url", AWAY, "--patience", "0", "search")
        self.assertEqual(code, 3)
        self.assertIn("The service is away", err)

    def test_a_wrong_question_ends_with_2(self) -> None:
        for wrong in (
            ["schedule", "x", "--parameter", "max_lr"],
            ["search", "--tag", "a"],
            ["search", "--limit", "0"],
            ["audit", "--limit", "0"],
            ["range-test", "--end-lr", "nan"],
            ["--url", "ftp://x", "search"],
            ["show", ""],
            ["delete", "a/b"],
            ["--key", "a\nb", "search"],
            [],
        ):
            with self.subTest(wrong):
                self.assertEqual(run(*wrong)[0], 2)

    def test_observations_that_are_none_are_named(self) -> None:
        for loss in ("x", None, [1]):
            with self.subTest(loss), tempfile.NamedTemporaryFile("w", suffix=".json") as file:
                json.dump([{"iteration": 0, "loss": 1}, {"iteration": 1, "loss": loss}], file)
                file.flush()
                code, _, err = run("report", "x", file.name)
                self.assertEqual(code, 2)
                self.assertIn(f"entry 1: loss is {loss!r}", err)


class ProgressTests(unittest.TestCase):
    def test_a_file_gets_a_line_now_and_then(self) -> None:
        out = io.StringIO()
        progress = Progress(out)
        for done in range(5):
            progress.show(done, 10, "running")
        progress.end()
        self.assertEqual(out.getvalue(), "  0% running\n")

    def test_a_terminal_gets_a_bar_that_is_wiped_away(self) -> None:
        out = io.StringIO()
        with mock.patch.object(out, "isatty", lambda: True):
            progress = Progress(out)
            progress.show(5, 10, "running")
            progress.end()
        self.assertEqual(out.getvalue(), "\r\033[K" + "█" * 15 + "░" * 15 + "  50% running\r\033[K")


if __name__ == "__main__":
    unittest.main()
