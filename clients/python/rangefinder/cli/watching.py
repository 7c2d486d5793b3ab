"""How far something is, until it is over."""

from __future__ import annotations

import sys
import time
from typing import Any, Callable, Mapping, Tuple

from ..terminal import Progress
from .output import Output

# Often enough to look alive, seldom enough for a small server.
_LOOK_SECONDS = 0.5


def until_over(get: Callable[[], Mapping[str, Any]], said_by_ctrl_c: str) -> Mapping[str, Any]:
    """What `get` says in the end; after Ctrl-C it is said what goes on."""
    progress = Progress()
    try:
        found = get()
        while "ended_at" not in found:
            progress.show(*_standing(found))
            time.sleep(_LOOK_SECONDS)
            found = get()
        return found
    except KeyboardInterrupt:
        progress.end()
        print(said_by_ctrl_c, file=sys.stderr)
        raise
    finally:
        progress.end()


def refuse_unless_succeeded(found: Mapping[str, Any], out: Output) -> None:
    """Ends the command where there is no answer to show."""
    if found["state"] != "succeeded":
        out.say(found, f"{found['id']} {found['state']}")
        sys.exit(1)


def _standing(found: Mapping[str, Any]) -> Tuple[int, int, str]:
    progress = found["progress"]
    done, whole = progress["iterations_done"], progress["iterations"]
    left = progress.get("seconds_left")
    said = f"{found['state']}, {done} of {whole} iterations" + ("" if left is None else f", {left:.0f} s left")
    return done, whole, said
