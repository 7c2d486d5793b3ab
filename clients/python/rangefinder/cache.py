"""Answers that never change, kept on disk so that a training needs the service once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any, Dict, NamedTuple, Optional

_LOG = logging.getLogger("rangefinder")

# Longer than a training or its paper takes; a schedule is a few hundred kilobytes.
_UNUSED_SECONDS = 90 * 24 * 3600


class Kept(NamedTuple):
    """An answer with its `ETag`, and until when (seconds since 1970) it may be used without asking."""

    etag: str
    fresh_until: float
    body: Any

    @property
    def fresh(self) -> bool:
        return time.time() < self.fresh_until


def directory() -> Path:
    """`$RANGEFINDER_HOME`, or the place that the XDG base directory specification names."""
    home = os.environ.get("RANGEFINDER_HOME")
    if home:
        return Path(home)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rangefinder"


def max_age_seconds(cache_control: Optional[str]) -> float:
    """What a `Cache-Control` allows; 0 where it allows nothing."""
    if cache_control is None or "no-store" in cache_control:
        return 0.0
    found = re.search(r"max-age=(\d+)", cache_control)
    return float(found.group(1)) if found else 0.0


class Cache:
    """JSON answers by their URL, a file each, replaced as a whole: a reader sees the old one or the new one.

    A disk that is full or read-only costs the keeping, never the training.
    """

    def __init__(self, folder: Path):
        self._folder = folder

    def find(self, url: str) -> Optional[Kept]:
        path = self._path(url)
        try:
            found: Dict[str, Any] = json.loads(path.read_bytes())
            if found["url"] != url:
                return None
            kept = Kept(found["etag"], found["fresh_until"], found["body"])
            os.utime(path)
            return kept
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, url: str, kept: Kept) -> None:
        text = json.dumps({"url": url, **kept._asdict()})
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._forget_unused()
            handle, name = tempfile.mkstemp(dir=self._folder, suffix=".tmp")
            try:
                with os.fdopen(handle, "w", encoding="utf-8") as file:
                    file.write(text)
                os.replace(name, self._path(url))
            except BaseException:
                os.unlink(name)
                raise
        except OSError as failure:
            _LOG.warning("%s is not kept: %s", url, failure)

    def _path(self, url: str) -> Path:
        return self._folder / (hashlib.sha256(url.encode()).hexdigest() + ".json")

    def _forget_unused(self) -> None:
        oldest = time.time() - _UNUSED_SECONDS
        for path in self._folder.iterdir():
            try:
                if path.suffix in (".json", ".tmp") and path.stat().st_mtime < oldest:
                    path.unlink()
            except FileNotFoundError:
                pass  # another process was first
