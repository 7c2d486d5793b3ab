"""What a client shows to a service, and by which it knows one."""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Optional


def key(given: Optional[str]) -> Optional[str]:
    """What was given, or `$RANGEFINDER_KEY`, or the only line of `key_file()`; None where there is none."""
    found = given or os.environ.get("RANGEFINDER_KEY")
    if found:
        return found
    try:
        return key_file().read_text(encoding="ascii").strip() or None
    except (FileNotFoundError, NotADirectoryError):
        return None


def key_file() -> Path:
    """`~/.config/rangefinder/key`, or below `$XDG_CONFIG_HOME`: for its user's eyes alone."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "rangefinder" / "key"


def trust(given: Optional[str]) -> Optional[ssl.SSLContext]:
    """By the certificates of a file, given or `$RANGEFINDER_CA`; None for those that Python trusts anyway."""
    file = given or os.environ.get("RANGEFINDER_CA")
    return ssl.create_default_context(cafile=file) if file else None
