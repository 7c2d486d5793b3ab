from __future__ import annotations

import contextlib
import io
import re
import unittest
from pathlib import Path

from rangefinder import Incompatible, NotFound, Rangefinder, Unavailable
from rangefinder.cli.main import _parser

from .faults import Reply, Request, Server
from .test_transport import refusal

CONTRACT = Path(__file__).parents[3] / "openapi.yaml"

# Of each operation of the contract the method, and the command.
OPERATIONS = {
    "submitRangeTest": ("range_test", "range-test"),
    "searchRangeTests": ("search", "search"),
    "getRangeTest": ("get", "show"),
    "deleteRangeTest": ("delete", "delete"),
    "rerunRangeTest": ("rerun", "rerun"),
    "cancelRangeTest": ("cancel", "cancel"),
    "getCurve": ("curve", "curve"),
    "getEvents": ("events", "events"),
    "getRecommendation": ("recommendation", "recommendation"),
    "getTransfer": ("transfer", "transfer"),
    "listNearestRangeTests": ("nearest", "nearest"),
    "listRereadings": ("rereadings", "rereadings"),
    "getSchedule": ("schedule", "schedule"),
    "getScheduleCode": ("schedule_code", "code"),
    "getLadder": ("ladder", "ladder"),
    "reportObservations": ("report", "report"),
    "startTrainingRun": ("training_run", "training-runs start"),
    "searchTrainingRuns": ("training_runs", "training-runs list"),
    "getTrainingRun": ("get_training_run", "training-runs show"),
    "deleteTrainingRun": ("delete_training_run", "training-runs delete"),
    "getTrainingRunCurve": ("training_curve", "training-runs curve"),
    "reportTraining": ("report_training", "training-runs report"),
    "keepSchedule": ("keep_schedule", "schedules keep"),
    "listSchedules": ("schedules", "schedules list"),
    "getStoredSchedule": ("stored_schedule", "schedules show"),
    "getStoredScheduleCode": ("schedule_code", "code"),
    "getRates": ("schedule", "schedule"),
    "getRate": ("rate", "schedules rate"),
    "uploadDataSet": ("upload", "datasets upload"),
    "beginUpload": ("upload", "datasets upload"),
    "getUpload": ("upload", "datasets upload"),
    "appendToUpload": ("upload", "datasets upload"),
    "deleteUpload": ("upload", "datasets upload"),
    "registerDataSet": ("register", "datasets register"),
    "listDataSets": ("datasets", "datasets list"),
    "getDataSet": ("dataset", "datasets show"),
    "getSamples": ("samples", "datasets samples"),
    "deleteDataSet": ("delete_dataset", "datasets delete"),
    "uploadModel": ("upload_model", "models upload"),
    "listModels": ("models", "models list"),
    "getModel": ("model", "models show"),
    "deleteModel": ("delete_model", "models delete"),
    "listLanes": ("lanes", "lanes"),
    "getQueue": ("queue", "queue"),
    "getServer": ("server", "server"),
    "getFit": ("fit", "fit"),
    "submitComparison": ("compare", "compare"),
    "searchComparisons": ("comparisons", "comparisons list"),
    "getComparison": ("comparison", "comparisons show"),
    "deleteComparison": ("delete_comparison", "comparisons delete"),
    "cancelComparison": ("cancel_comparison", "comparisons cancel"),
    "rerunComparison": ("rerun_comparison", "comparisons rerun"),
    "extendComparison": ("extend_comparison", "comparisons extend"),
    "getComparisonResult": ("comparison_result", "comparisons result"),
    "getComparisonCurve": ("comparison_curve", "comparisons curve"),
    "nextRunOfRangeTest": ("next_repeat", "next"),
    "nextRunOfComparison": ("next_run", "comparisons next"),
    "reportRunOfComparison": ("report_run", "comparisons report"),
    "getComparisonEvents": ("comparison_events", "comparisons events"),
    "getCurvePicture": ("curve_picture", "picture"),
    "getRangeTestsPicture": ("curves_picture", "picture"),
    "getSchedulePicture": ("schedule_picture", "schedules picture"),
    "getRatesPicture": ("schedule_picture", "schedules picture"),
    "getComparisonPicture": ("comparison_picture", "comparisons picture"),
    "makeKey": ("make_key", "keys create"),
    "listKeys": ("keys", "keys list"),
    "getKey": ("api_key", "keys show"),
    "rotateKey": ("rotate_key", "keys rotate"),
    "revokeKey": ("revoke_key", "keys revoke"),
    "searchAuditTrail": ("audit", "audit"),
}


class ContractTests(unittest.TestCase):
    def test_every_operation_has_a_method_and_a_command(self) -> None:
        stated = set(re.findall(r"operationId: (\w+)", CONTRACT.read_text(encoding="utf-8")))
        self.assertEqual(set(OPERATIONS), stated)
        for operation, (method, command) in OPERATIONS.items():
            with self.subTest(operation):
                self.assertTrue(callable(getattr(Rangefinder, method)))
                with contextlib.redirect_stdout(io.StringIO()), self.assertRaises(SystemExit) as ended:
                    _parser().parse_args([*command.split(), "--help"])
                self.assertEqual(ended.exception.code, 0)


class VersionTests(unittest.TestCase):
    def client(self, contract: bytes, refused: Reply) -> Rangefinder:
        def answer(request: Request) -> Reply:
            return Reply(200, contract) if request.path == "/openapi.yaml" else refused

        server = Server(answer)
        self.addCleanup(server.close)
        return Rangefinder(server.url, patience_seconds=0)

    def contract(self, version: str) -> bytes:
        return f"openapi: 3.1.0\ninfo:\n  title: Rangefinder\n  version: {version}\n".encode()

    def test_one_that_is_too_old_or_too_new_is_told_apart(self) -> None:
        for version, said in (("0.0.9", "older.*update the service"), ("0.2.0", "newer.*install the client"), ("1.0", "newer")):
            with self.subTest(version), self.assertRaisesRegex(NotFound, f"version {version}.*{said}"):
                self.client(self.contract(version), refusal(404, "not-found")).get("x")

    def test_a_refusal_by_the_same_version_is_only_that(self) -> None:
        with self.assertRaisesRegex(NotFound, "not so$"):
            self.client(self.contract("0.1.7"), refusal(404, "not-found")).get("x")

    def test_another_program_is_said_to_be_one(self) -> None:
        for reply in (Reply(404, b"<html>"), Reply(200, b"<html>")):
            with self.assertRaisesRegex(Incompatible, "no Rangefinder service|is it a Rangefinder service"):
                self.client(b"<html>", reply).get("x")

    def test_a_path_below_which_there_is_no_service_is_said(self) -> None:
        keyed = "/v1/openapi.yaml"
        server = Server(lambda request: refusal(401, "no-key") if request.path == keyed else refusal(404, "not-found"))
        self.addCleanup(server.close)
        for path in ("/some/path", "/v1"):
            client = Rangefinder(server.url + path, patience_seconds=0)
            for _ in range(2):
                with self.assertRaisesRegex(Incompatible, f"No Rangefinder.* at {server.url}{path}, .*: try {server.url}[.]"):
                    client.get("x")

    def test_a_service_that_is_away_is_named_with_how_to_start_one(self) -> None:
        with self.assertRaisesRegex(Unavailable, "http://127.0.0.1:9 .*spring-boot:run.*RANGEFINDER_URL"):
            Rangefinder("http://127.0.0.1:9", patience_seconds=0).get("x")
        with self.assertLogs("rangefinder", "WARNING") as logged, self.assertRaises(Unavailable):
            Rangefinder("http://127.0.0.1:9", patience_seconds=1).get("x")
        self.assertRegex(logged.output[0], "127.0.0.1:9.*Trying again for 1 s")


if __name__ == "__main__":
    unittest.main()
