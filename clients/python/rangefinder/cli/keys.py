"""The commands about API keys."""

from __future__ import annotations

import argparse
from typing import List

from ..answers import ApiKey, AuditEntry
from ..client import Rangefinder
from .arguments import count, limit
from .output import Output
from .range_tests import Add

_COLUMNS = ("id", "role", "name", "client", "state", "last used")

_ENTRY = ("at", "caller", "action", "subject", "outcome")


def add(command: Add) -> None:
    command("keys list", keys, "the API keys, without their texts")
    command("keys show", show, "one API key, without its text", "id")
    made = command("keys create", create, "an API key; its text is printed this once")
    made.add_argument("name")
    made.add_argument("--role", choices=("read", "report", "submit", "admin"), required=True)
    made.add_argument("--client", help="whose submissions are sent with it")
    made.add_argument("--expires-at", metavar="TIME", help="such as 2100-01-01T00:00:00Z; never, if absent")
    rotated = command("keys rotate", rotate, "another text for a key, which is printed this once", "id")
    rotated.add_argument("--overlap", type=count, default=0, metavar="SECONDS", help="for which the one before holds too")
    command("keys revoke", revoke, "end a key for good", "id")
    searched = command("audit", audit, "who changed what")
    for name in ("caller", "action", "subject"):
        searched.add_argument(f"--{name}")
    searched.add_argument("--limit", type=limit, default=50)


def keys(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = list(service.keys())
    out.table(found, _COLUMNS, map(_row, found), "There is no key.")


def show(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found = service.api_key(given.id)
    out.say(found, "\n".join(f"{name}  {cell}" for name, cell in zip(_COLUMNS, _row(found))))


def create(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    made = service.make_key(given.name, given.role, given.client, given.expires_at)
    out.say(made, made["key"])


def rotate(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    rotated = service.rotate_key(given.id, given.overlap)
    out.say(rotated, rotated["key"])


def revoke(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    out.say(service.revoke_key(given.id), f"{given.id} is revoked.")


def audit(service: Rangefinder, given: argparse.Namespace, out: Output) -> None:
    found: List[AuditEntry] = []
    for entry in service.audit(given.caller, given.action, given.subject):
        if len(found) == given.limit:
            break
        found.append(entry)
    rows = ([str(entry.get(name, "")) for name in _ENTRY] for entry in found)
    out.table(found, _ENTRY, rows, "There is no such entry.")


def _row(key: ApiKey) -> List[str]:
    state = "revoked" if "revoked_at" in key else f"until {key['expires_at']}" if "expires_at" in key else "valid"
    return [key["id"], key["role"], key["name"], key.get("client", ""), state, key.get("last_used_at", "never")]
