from __future__ import annotations

import json
import pickle
import time
import unittest
from typing import Any, Iterator, List

from rangefinder import Conflict, NotFound, Problem, Unavailable
from rangefinder.backoff import Backoff
from rangefinder.transport import Transport

from .faults import Reply, Request, Server

PROMPT = Backoff(first_seconds=0.01, most_seconds=0.02)


def refusal(status: int, type: str, **fields: Any) -> Reply:
    body = {"type": f"urn:rangefinder:problem:{type}", "title": "No", "status": status, "detail": "not so", **fields}
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/problem+json"})


class TransportTests(unittest.TestCase):
    def server(self, *replies: Reply) -> Server:
        """Says one after another, and the last one again and again."""
        left: List[Reply] = list(replies)
        server = Server(lambda request: left.pop(0) if len(left) > 1 else left[0])
        self.addCleanup(server.close)
        return server

    def transport(self, server: Server, **given: Any) -> Transport:
        return Transport(server.url, **{"backoff": PROMPT, "patience_seconds": 5.0, **given})

    def test_a_busy_service_is_asked_again_with_the_same_key(self) -> None:
        server = self.server(Reply(503), Reply(502, b"<html>"), Reply(None), Reply(201, b'{"id": 7}'))
        answer = self.transport(server).request("POST", "/v1/things", body={"a": 1})
        self.assertEqual((answer.status, answer.json()), (201, {"id": 7}))
        self.assertEqual(len(server.requests), 4)
        self.assertEqual(len({request.headers["Idempotency-Key"] for request in server.requests}), 1)
        self.assertEqual({request.body for request in server.requests}, {b'{"a": 1}'})

    def test_two_requests_have_two_keys(self) -> None:
        server = self.server(Reply(200))
        transport = self.transport(server)
        for _ in range(2):
            transport.request("POST", "/v1/things", body={})
        self.assertNotEqual(*(request.headers["Idempotency-Key"] for request in server.requests))

    def test_a_service_that_asks_to_wait_is_waited_for(self) -> None:
        server = self.server(Reply(429, b"", {"Retry-After": "1"}), Reply(200))
        started = time.monotonic()
        self.transport(server).request("GET", "/")
        self.assertGreaterEqual(time.monotonic() - started, 1.0)

    def test_a_longer_wait_than_patience_has_is_not_begun(self) -> None:
        server = self.server(Reply(429, b"", {"Retry-After": "3600"}))
        started = time.monotonic()
        with self.assertRaises(Unavailable) as caught:
            self.transport(server).request("GET", "/")
        self.assertLess(time.monotonic() - started, 1.0)
        self.assertEqual(caught.exception.retry_after_seconds, 3600.0)

    def test_a_service_that_is_away_is_unavailable_when_patience_is_over(self) -> None:
        server = self.server(Reply(200))
        server.close()
        started = time.monotonic()
        with self.assertRaises(Unavailable):
            self.transport(server, patience_seconds=0.3).request("GET", "/")
        self.assertLess(time.monotonic() - started, 1.0)

    def test_without_patience_there_is_one_try(self) -> None:
        server = self.server(Reply(503))
        with self.assertRaises(Unavailable):
            self.transport(server).request("GET", "/", patience_seconds=0)
        self.assertEqual(len(server.requests), 1)

    def test_a_try_ends_at_its_timeout(self) -> None:
        def slow(request: Request) -> Reply:
            time.sleep(1.0)
            return Reply(200)

        server = Server(slow)
        self.addCleanup(server.close)
        started = time.monotonic()
        with self.assertRaises(Unavailable):
            self.transport(server, timeout_seconds=0.1, patience_seconds=0).request("GET", "/")
        self.assertLess(time.monotonic() - started, 0.9)

    def test_a_refusal_is_an_exception_with_its_fields_and_is_not_asked_again(self) -> None:
        errors = [{"pointer": "/sweep/end_lr", "value": "-1", "expected": "above 0"}]
        server = self.server(refusal(400, "invalid-value", errors=errors, instance="/v1/things"))
        with self.assertRaises(Problem) as caught:
            self.transport(server).request("POST", "/v1/things", body={})
        problem = caught.exception
        self.assertEqual((problem.status, problem.type, problem.detail), (400, "invalid-value", "not so"))
        self.assertEqual((problem.errors, problem.instance), (errors, "/v1/things"))
        self.assertEqual([request.path for request in server.requests if request.method == "POST"], ["/v1/things"])
        again = pickle.loads(pickle.dumps(problem))
        self.assertEqual((str(again), again.errors), (str(problem), errors))

    def test_refusals_are_told_apart(self) -> None:
        for status, kind in ((404, NotFound), (409, Conflict), (500, Problem)):
            with self.subTest(status), self.assertRaises(kind):
                self.transport(self.server(refusal(status, "some-type"))).request("GET", "/")

    def test_a_key_that_is_still_worked_on_is_asked_for_again(self) -> None:
        server = self.server(refusal(409, "idempotency-key-in-flight"), Reply(201))
        self.assertEqual(self.transport(server).request("POST", "/", body={}).status, 201)

    def test_the_api_key_is_sent(self) -> None:
        server = self.server(Reply(200))
        self.transport(server, key="secret").request("GET", "/")
        self.assertEqual(server.requests[0].headers["Authorization"], "Bearer secret")

    def test_a_query_says_what_is_given(self) -> None:
        query = [("a", None), ("b", True), ("c", [1, 2]), ("d", 0.1), ("tag", "k:v w")]
        url = Transport("http://host/").url("/v1/x", query)
        self.assertEqual(url, "http://host/v1/x?b=true&c=1%2C2&d=0.1&tag=k%3Av+w")

    def test_one_that_speaks_no_tls_is_said_to_be_that(self) -> None:
        url = self.server(Reply(200)).url.replace("http:", "https:")
        with self.assertRaisesRegex(Unavailable, f"{url} speaks no TLS.*http://"):
            Transport(url, patience_seconds=0).request("GET", "/")

    def test_other_urls_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "expected http://"):
            Transport("file:///etc/passwd")


class BackoffTests(unittest.TestCase):
    def waits(self, failures: int, **asked: float) -> Iterator[float]:
        return (Backoff(0.2, 10.0).seconds(failures, **asked) for _ in range(1000))

    def test_waits_grow_up_to_the_longest(self) -> None:
        for failures, most in ((1, 0.2), (3, 0.8), (50, 10.0), (5000, 10.0)):
            longest = max(self.waits(failures))
            self.assertLessEqual(longest, most)
            self.assertGreater(longest, 0.9 * most)

    def test_no_wait_is_shorter_than_asked(self) -> None:
        self.assertGreaterEqual(min(self.waits(1, asked_seconds=7.0)), 7.0)


if __name__ == "__main__":
    unittest.main()
