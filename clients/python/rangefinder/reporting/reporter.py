"""Reports what a training observes, without holding it up."""

from __future__ import annotations

import atexit
import logging
import threading
import time
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, TypedDict, Union

from ..backoff import Backoff
from ..errors import Unavailable
from ..transport import Transport
from .journal import Entry
from .observation import Observation, without_a_loss
from .outbox import FINAL, Outbox

_LOG = logging.getLogger("rangefinder")

# About 100 kB of JSON; the service takes ten times as many.
_MOST_OBSERVATIONS = 1000

# As far ahead of a gap as the service lets anything be reported; what leaves out more is another training.
_LONGEST_GAP = 10_000

# At exit, for what is on its way; the rest is kept on disk.
_EXIT_SECONDS = 2.0


class Reported(TypedDict, total=False):
    """The service's answer: when to stop, and what it has."""

    state: str
    stop: bool
    stop_at_iteration: int
    reason: str
    received_through: int
    durable: bool
    missing: List[List[int]]


class Reporter:
    """Takes observations from a training loop and sends them from a thread of its own, in order, until they are there.

    `add` does not wait for the service. What cannot be sent goes to `journal`, and is sent when the service is back: by
    this reporter, by the next one for the same run, or by `Rangefinder.deliver`. Iterations ascend: what goes back is a
    training that goes on from a checkpoint, and is not sent again where it is there already. Every `pause_seconds` it sends
    what there is; after `silence_seconds` without anything, a sign of life.
    """

    def __init__(
        self,
        transport: Transport,
        path: str,
        journal: Path,
        *,
        fields: Optional[Mapping[str, Union[int, str]]] = None,
        pause_seconds: float = 0.25,
        silence_seconds: float = 10.0,
        backoff: Backoff = Backoff(),
    ):
        self._transport = transport
        self._path = path
        self._fields = dict(fields or {})
        self._pause_seconds = pause_seconds
        self._silence_seconds = silence_seconds
        self._backoff = backoff
        self._outbox = Outbox(journal, {"url": transport.base_url, "path": path, "fields": self._fields})
        self._lock = threading.Lock()  # of the outbox, and whether it is closed
        self._nudged = threading.Event()
        self._news = threading.Condition()
        self._answer: Reported = {}
        self._failure: Optional[Exception] = None
        self._known: Optional[int] = None  # the highest iteration that is there; None until the service has said so
        self._last: Optional[int] = None  # the iteration that was added last
        self._flushes_asked = 0
        self._flushes_done = 0
        self._sent_at = time.monotonic()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="rangefinder-reporter", daemon=True)
        self._thread.start()
        atexit.register(self._leave)

    def add(
        self,
        iteration: int,
        loss: float,
        lr: Optional[float] = None,
        accuracy: Optional[float] = None,
        validation_loss: Optional[float] = None,
        validation_accuracy: Optional[float] = None,
        skipped: bool = False,
    ) -> None:
        """One optimizer step (`Observation` says the units), with the numbers as they are now; the service is not waited for.

        Steps that are left out between two calls count as steps without a loss, so that the curve has no gap that the
        service would wait for.
        """
        observation = Observation(iteration, loss, lr, accuracy, validation_loss, validation_accuracy, skipped).read()
        if self._last is not None and observation.iteration - self._last <= _LONGEST_GAP:
            for missing in range(self._last + 1, observation.iteration):
                self._outbox.put(without_a_loss(missing))
        self._last = observation.iteration
        self._outbox.put(observation)

    @property
    def answer(self) -> Reported:
        """The service's latest; empty before the first."""
        return self._answer

    @property
    def failure(self) -> Optional[Exception]:
        """Why nothing is sent any more: the service refused something. Training may go on."""
        return self._failure

    def stops(self, iteration: int) -> bool:
        """Whether the service has said not to train this iteration."""
        answer = self._answer
        return bool(answer.get("stop")) and iteration >= answer.get("stop_at_iteration", 0)

    def flush(self, timeout_seconds: float) -> bool:
        """Waits until everything added so far is there, but not for longer; whether it is. If not, it is on disk.

        Before a checkpoint is written, so that nothing is missing when a training goes on from it.
        """
        with self._news:
            self._flushes_asked += 1
            asked = self._flushes_asked
            self._nudged.set()
            self._news.wait_for(lambda: self._flushes_done >= asked or self._over(), timeout_seconds)
            done = self._flushes_done >= asked
        if not done:
            self._spill()
        return done

    def close(self, *, final: bool = True, timeout_seconds: float = 60.0) -> Reported:
        """Says, if `final`, that nothing more comes, and waits until all is there.

        `Unavailable` if it is not in time: then it is kept on disk. The service's own refusal is raised, too.
        """
        if final:
            self._outbox.put(FINAL)
        delivered = self.flush(timeout_seconds)
        left = self._end()
        if self._failure is not None:
            raise self._failure
        if not delivered:
            raise Unavailable(
                f"{self._transport.url(self._path)}: {left} reports are kept on disk; `python -m rangefinder deliver` sends them"
            )
        return self._answer

    def abandon(self) -> None:
        """Ends at once, and forgets what is not there yet."""
        atexit.unregister(self._leave)
        with self._lock:
            self._closed = True
            self._nudged.set()
            self._outbox.forget()

    def __enter__(self) -> Reporter:
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None:
            self.close()
        else:
            self._end()  # whoever goes on from a checkpoint sends the rest

    def _over(self) -> bool:
        return self._failure is not None or not self._thread.is_alive()

    def _leave(self) -> None:
        self.flush(_EXIT_SECONDS)
        self._end()

    def _end(self) -> int:
        """How much is left on disk. A try in the air is not waited for: what it brings is sent again, or was in time."""
        atexit.unregister(self._leave)
        with self._lock:
            self._closed = True
            self._nudged.set()
            return self._outbox.close()

    def _work(self) -> None:
        failures = 0
        wait = 0.0
        while not self._closed:
            self._nudged.wait(wait)
            self._nudged.clear()
            try:
                self._send_all()
                failures, wait = 0, self._pause_seconds
            except Unavailable as unavailable:
                failures += 1
                wait = self._backoff.seconds(failures, unavailable.retry_after_seconds)
                self._spill()
                if failures == 1:
                    _LOG.warning("Reports are kept until the service is back. %s", unavailable)
            except Exception as refused:
                _LOG.warning("Nothing is reported any more. %s", refused)
                with self._news:
                    self._failure = refused
                    self._news.notify_all()
                return

    def _send_all(self) -> None:
        asked = self._flushes_asked
        if self._known is None:
            self._send([])
        whole = True
        while whole:
            with self._lock:
                entries = [] if self._closed else self._outbox.head(_MOST_OBSERVATIONS)
            if entries:
                self._send(entries)
                with self._lock:
                    if not self._closed:
                        self._outbox.sent()
            whole = len(entries) == _MOST_OBSERVATIONS
        if time.monotonic() - self._sent_at > self._silence_seconds:
            self._send([])
        with self._news:
            self._flushes_done = asked
            self._news.notify_all()

    def _spill(self) -> None:
        with self._lock:
            if not self._closed:
                self._outbox.spill()

    def _send(self, entries: List[Entry]) -> None:
        """One report, tried once: trying again is the loop's."""
        fresh: List[Entry] = []
        known = -1 if self._known is None else self._known
        for entry in entries:
            if entry.get("iteration", -1) > known:
                known = entry["iteration"]
                fresh.append(entry)
        body: Dict[str, Any] = {**self._fields, "observations": fresh}
        if FINAL in entries:
            body["final"] = True
        answer: Reported = self._transport.request("POST", self._path, body=body, patience_seconds=0).json()
        self._answer = answer
        self._known = max(known, answer["received_through"])
        self._sent_at = time.monotonic()
