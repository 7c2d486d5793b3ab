from __future__ import annotations

import os
import ssl
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from rangefinder import Problem, Rangefinder, credentials

from .faults import Reply, Server


class CredentialsTests(unittest.TestCase):
    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.config = Path(directory.name)
        environment = mock.patch.dict(os.environ, {"XDG_CONFIG_HOME": str(self.config)})
        environment.start()
        self.addCleanup(environment.stop)
        os.environ.pop("RANGEFINDER_KEY", None)
        os.environ.pop("RANGEFINDER_CA", None)

    def keep(self, text: str) -> None:
        (self.config / "rangefinder").mkdir()
        (self.config / "rangefinder" / "key").write_text(text)

    def test_a_key_is_what_is_given_then_the_environments_then_the_files(self) -> None:
        self.assertIsNone(credentials.key(None))
        self.keep("rf_of_the_file\n")
        self.assertEqual(credentials.key(None), "rf_of_the_file")
        os.environ["RANGEFINDER_KEY"] = "rf_of_the_environment"
        self.assertEqual(credentials.key(None), "rf_of_the_environment")
        self.assertEqual(credentials.key("rf_given"), "rf_given")

    def test_it_is_sent_with_each_request_and_a_refusal_is_told(self) -> None:
        self.keep("rf_x")
        server = Server(lambda request: Reply(401, b'{"type": "urn:rangefinder:problem:invalid-key", "detail": "no"}'))
        self.addCleanup(server.close)
        with self.assertRaises(Problem) as refused:
            Rangefinder(server.url).get("7")
        self.assertEqual((refused.exception.status, refused.exception.type), (401, "invalid-key"))
        self.assertEqual([request.headers["Authorization"] for request in server.requests], ["Bearer rf_x"])

    def test_certificates_are_those_of_a_file(self) -> None:
        self.assertIsNone(credentials.trust(None))
        os.environ["RANGEFINDER_CA"] = str(self.config / "absent.pem")
        with self.assertRaises(FileNotFoundError):
            credentials.trust(None)
        empty = self.config / "empty.pem"
        empty.write_text("")
        with self.assertRaises(ssl.SSLError):
            credentials.trust(str(empty))
