"""HTTP as this package needs it: JSON in and out, and everything tried again that may be."""

from __future__ import annotations

import gzip
import http.client
import json
import logging
import ssl
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from email.utils import parsedate_to_datetime
from typing import Any, Dict, Iterable, Iterator, Mapping, NamedTuple, Optional, Tuple, Union

from . import compatibility
from .backoff import Backoff
from .errors import Incompatible, Problem, Unavailable, problem
from .numbers import plain

_LOG = logging.getLogger("rangefinder")

# Where the reason may be that the service does not know what it is asked for.
_UNKNOWN = frozenset((400, 404, 405))

# What a proxy or a server says that is busy, starting or stopping. 500 is not among them: that is a defect.
_PASSING = frozenset((408, 425, 429, 502, 503, 504))

Query = Iterable[Tuple[str, object]]


class Upload:
    """A body that can be read again from its beginning, and whose size is known."""

    content_type: str
    length_bytes: int

    def __iter__(self) -> Any:
        raise NotImplementedError


class Answer(NamedTuple):
    """A status of 2xx or 304, with what came with it."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            said = self.body[:60].decode("utf-8", "replace")
            raise Incompatible(f"The answer is no JSON but {said!r}: is it a Rangefinder service?") from None


class Transport:
    """Asks one service, from any thread.

    `timeout_seconds` is how long a single try may hear nothing; `patience_seconds` how long tries go on altogether. Every
    request may be repeated: those that create something carry an `Idempotency-Key`, the same one at every try.
    """

    def __init__(
        self,
        url: str,
        key: Optional[str] = None,
        timeout_seconds: float = 10.0,
        patience_seconds: float = 60.0,
        backoff: Backoff = Backoff(),
        trust: Optional[ssl.SSLContext] = None,
    ):
        if not _is_address(url):
            raise ValueError(f"url is {url!r}, expected http://… or https://…")
        if key is not None and not (key.isascii() and key.isprintable()):
            raise ValueError("key has characters that no header has, expected visible ASCII")
        self.base_url = url.rstrip("/")
        self.patience_seconds = patience_seconds
        self._key = key
        self._timeout_seconds = timeout_seconds
        self._backoff = backoff
        self._opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=trust))
        self._objection: Optional[str] = None
        self._examined = False
        self._elsewhere = False

    def url(self, path: str, query: Query = ()) -> str:
        """Where a path and its parameters are; those that are None are left out, lists are joined by commas."""
        given = [(name, _text(value)) for name, value in query if value is not None]
        return self.base_url + urllib.parse.quote(path, safe="/:") + ("?" + urllib.parse.urlencode(given) if given else "")

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Query = (),
        body: Union[Mapping[str, Any], Upload, None] = None,
        headers: Optional[Mapping[str, str]] = None,
        patience_seconds: Optional[float] = None,
        timeout_seconds: Optional[float] = None,
    ) -> Answer:
        """An answer; `Problem` where the service refuses, `Unavailable` where patience is over.

        `patience_seconds=0` tries once. `timeout_seconds` is for answers that the service holds back on purpose.
        """
        patience = self.patience_seconds if patience_seconds is None else patience_seconds
        deadline = time.monotonic() + patience
        url = self.url(path, query)
        request = _encoded(body)
        extra = dict(headers or {})
        if method == "POST":
            extra.setdefault("Idempotency-Key", str(uuid.uuid4()))
        failures = 0
        while True:
            try:
                return self._try(_request(method, url, request, extra), timeout_seconds or self._timeout_seconds)
            except Problem as refused:
                if method == "DELETE" and failures > 0 and refused.status == 404:
                    return Answer(204, {}, b"")  # the answer to the first try was lost
                raise self._explained(refused) from None
            except Unavailable as unavailable:
                failures += 1
                wait = self._backoff.seconds(failures, unavailable.retry_after_seconds)
                if time.monotonic() + wait > deadline:
                    raise
                if failures == 1:
                    _LOG.warning("%s. Trying again for %.0f s.", str(unavailable).rstrip("."), patience)
            time.sleep(wait)

    def lines(self, path: str, headers: Mapping[str, str], silent_seconds: float) -> Iterator[str]:
        """The lines of an answer as they come; `Unavailable` where the connection is lost.

        Until the first one comes it is asked for again like anything else.
        """
        self.request("GET", path.rsplit("/", 1)[0])  # refusals are told, and absence is waited for
        request = urllib.request.Request(self.url(path), headers=dict(headers))
        if self._key is not None:
            request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        try:
            with self._opener.open(request, timeout=silent_seconds) as response:
                for line in response:
                    yield line.decode("utf-8").rstrip("\r\n")
        except (OSError, http.client.HTTPException) as lost:
            raise Unavailable(_away(self.base_url, lost)) from lost

    def service(self) -> compatibility.Service:
        """What answers there; `Unavailable` where nothing does."""
        try:
            return compatibility.service(self._opener, self.base_url, self._timeout_seconds)
        except (OSError, http.client.HTTPException) as no_answer:
            raise Unavailable(_away(self.base_url, no_answer)) from no_answer

    def _explained(self, refused: Problem) -> Exception:
        """A refusal whose reason may be that the versions differ says so; that is asked for once."""
        if refused.documented and refused.status not in _UNKNOWN:
            return refused
        if not self._examined:
            try:
                service = self.service()
            except Unavailable:
                return refused
            certainly = refused.documented and service.version is None and not service.elsewhere
            self._objection, self._examined = None if certainly else service.objection(), True
            self._elsewhere = service.elsewhere
        if self._objection is None:
            return refused
        if refused.documented and not self._elsewhere:
            return refused.with_hint(self._objection)
        return Incompatible(f"{self._objection} {refused}")

    def _try(self, request: urllib.request.Request, timeout_seconds: float) -> Answer:
        if self._key is not None:
            request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        try:
            answer = self._answer(request, timeout_seconds)
        except (OSError, http.client.HTTPException, EOFError) as no_answer:
            raise Unavailable(_away(self.base_url, no_answer)) from no_answer
        if answer.status == 304 or 200 <= answer.status < 300:
            return answer
        refused = problem(answer.status, answer.body)
        if _passes(refused):
            raise Unavailable(str(refused), _retry_after_seconds(answer.headers)) from refused
        raise refused

    def _answer(self, request: urllib.request.Request, timeout_seconds: float) -> Answer:
        try:
            with self._opener.open(request, timeout=timeout_seconds) as response:
                return _read(response.status, response)
        except urllib.error.HTTPError as error:
            with error:
                return _read(error.code, error)


def _is_address(url: str) -> bool:
    try:
        parts = urllib.parse.urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0 and not set(url) & set(" \t\n")
        )
    except ValueError:  # the port is no number
        return False


def _away(url: str, no_answer: Exception) -> str:
    reason = getattr(no_answer, "reason", no_answer)
    if getattr(reason, "reason", None) == "WRONG_VERSION_NUMBER":
        return f"What answers at {url} speaks no TLS, which https asks for: say http://… where it is to be without."
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return (
        f"No answer from {url} ({said}). `./mvnw spring-boot:run` or `docker compose up` in Rangefinder's folder starts a"
        " service; where another one runs is said by $RANGEFINDER_URL, Rangefinder(url), or --url."
    )


def _encoded(body: Union[Mapping[str, Any], Upload, None]) -> Union[bytes, Upload, None]:
    """Numbers of other libraries are Python's from here on, and those that JSON lacks have names."""
    if body is None or isinstance(body, Upload):
        return body
    try:
        return json.dumps(body, allow_nan=False).encode()
    except (TypeError, ValueError):
        return json.dumps(plain(body), allow_nan=False).encode()


def _request(method: str, url: str, body: Union[bytes, Upload, None], headers: Dict[str, str]) -> urllib.request.Request:
    request = urllib.request.Request(url, method=method, headers=headers)
    request.add_header("Accept-Encoding", "gzip")
    if not request.has_header("Accept"):
        request.add_header("Accept", "application/json")
    if isinstance(body, Upload):
        request.data = body
        request.add_header("Content-Type", body.content_type)
        request.add_header("Content-Length", str(body.length_bytes))
    elif body is not None:
        request.data = body
        request.add_header("Content-Type", "application/json")
    elif method == "POST":
        request.data = b""
    return request


def _read(status: int, response: Any) -> Answer:
    body = response.read()
    if response.headers.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(status, response.headers, body)


def _passes(refused: Problem) -> bool:
    return refused.status in _PASSING or refused.type == "idempotency-key-in-flight"


def _retry_after_seconds(headers: Mapping[str, str]) -> Optional[float]:
    """RFC 9110, section 10.2.3: seconds, or a date."""
    value = headers.get("Retry-After")
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _text(value: object) -> str:
    said = plain(value)
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, list):
        return ",".join(map(_text, said))
    return str(said)
