"""Who may use the service, and who changed what: for keys of the role `admin`."""

from __future__ import annotations

from typing import Iterator, Optional, cast

from ..answers import ApiKey, AuditEntry
from .asking import Asking, given


class Keys(Asking):
    def keys(self) -> Iterator[ApiKey]:
        """The keys there, newest first, without their texts."""
        return cast(Iterator[ApiKey], self._pages("/v1/keys", []))

    def api_key(self, id: str) -> ApiKey:
        """One of them."""
        return cast(ApiKey, self._get(f"/v1/keys/{id}"))

    def make_key(self, name: str, role: str, client: Optional[str] = None, expires_at: Optional[str] = None) -> ApiKey:
        """Makes a key of the role `read`, `report`, `submit` or `admin`; its text is `["key"]` of this answer and of no other."""
        return cast(ApiKey, self._post("/v1/keys", given(name=name, role=role, client=client, expires_at=expires_at)))

    def rotate_key(self, id: str, overlap_seconds: int = 0) -> ApiKey:
        """Gives it another text; the one before holds for so many seconds beside it."""
        return cast(ApiKey, self._post(f"/v1/keys/{id}:rotate", {"overlap": overlap_seconds}))

    def revoke_key(self, id: str) -> ApiKey:
        """Ends it for good, on all servers within a second."""
        return cast(ApiKey, self._post(f"/v1/keys/{id}:revoke", {}))

    def audit(
        self, caller: Optional[str] = None, action: Optional[str] = None, subject: Optional[str] = None
    ) -> Iterator[AuditEntry]:
        """Who changed what, the newest first."""
        return cast(
            Iterator[AuditEntry], self._pages("/v1/audit", [("caller", caller), ("action", action), ("subject", subject)])
        )
