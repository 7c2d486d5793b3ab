"""Servers that fail on purpose: one that says what it is told to, and a proxy before a real one."""

from __future__ import annotations

import http.client
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, NamedTuple, Optional
from urllib.parse import urlsplit


class Request(NamedTuple):
    method: str
    path: str
    headers: Dict[str, str]
    body: bytes


class Reply(NamedTuple):
    """Without a status the connection ends without an answer."""

    status: Optional[int]
    body: bytes = b"{}"
    headers: Dict[str, str] = {}


class Server:
    """Answers every request with what `answer` makes of it, and remembers the requests."""

    def __init__(self, answer: Callable[[Request], Reply], port: int = 0):
        self.requests: List[Request] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                request = Request(self.command, self.path, dict(self.headers), self.rfile.read(length))
                outer.requests.append(request)
                reply = answer(request)
                if reply.status is None:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                self.send_response(reply.status)
                for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(reply.body)

            do_GET = do_POST = do_PATCH = do_DELETE = handle_one

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # whoever asked has gone, as tests let them

        self._server = Quiet(("127.0.0.1", port), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class Proxy(Server):
    """Hands requests to a real service; `fault` may turn one away before it gets there, or lose the answer after it did."""

    def __init__(self, target: str, fault: Callable[[int], Optional[str]] = lambda number: None):
        self._target = urlsplit(target)
        self._fault = fault
        self._count = 0
        self._lock = threading.Lock()
        super().__init__(self._pass_on)

    def move(self, target: str) -> None:
        """From now on it is another service."""
        self._target = urlsplit(target)

    def _pass_on(self, request: Request) -> Reply:
        with self._lock:
            self._count += 1
            fault = self._fault(self._count)
        if fault == "away":
            return Reply(None)
        if fault == "busy":
            return Reply(503, b"")
        reply = self._ask(request)
        return Reply(None) if fault == "lost" else reply

    def _ask(self, request: Request) -> Reply:
        connection = http.client.HTTPConnection(self._target.hostname or "", self._target.port, timeout=60)
        try:
            dropped = ("host", "connection", "content-length")
            headers = {name: value for name, value in request.headers.items() if name.lower() not in dropped}
            connection.request(request.method, request.path, request.body or None, headers)
            response = connection.getresponse()
            kept = {
                name: value
                for name, value in response.getheaders()
                if name.lower() not in ("transfer-encoding", "connection", "content-length")
            }
            return Reply(response.status, response.read(), kept)
        except OSError:
            return Reply(None)
        finally:
            connection.close()
