"""What the service draws, as SVG or PNG."""

from __future__ import annotations

from typing import Optional, Sequence

from ..transport import Query
from .asking import Asking
from .schedules import STORED

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


class Pictures(Asking):
    """Sizes are in pixels of an SVG's own or a PNG's: 400 to 3840 wide, 150 to 2160 high."""

    def curve_picture(self, id: str, form: str = "svg", *, width: Optional[int] = None, height: Optional[int] = None) -> bytes:
        """The curves of a range test with its answer; `form` is `svg` or `png`, here and below."""
        return self._drawn(f"/v1/range-tests/{id}/curve", form, [("width", width), ("height", height)])

    def curves_picture(
        self, ids: Sequence[str], form: str = "svg", *, width: Optional[int] = None, height: Optional[int] = None
    ) -> bytes:
        """Up to eight range tests in one."""
        return self._drawn("/v1/range-tests", form, [*(("id", id) for id in ids), ("width", width), ("height", height)])

    def schedule_picture(
        self,
        id: str,
        form: str = "svg",
        *,
        policy: Optional[str] = None,
        iterations: Optional[int] = None,
        width: Optional[int] = None,
        height: Optional[int] = None,
    ) -> bytes:
        """The rates of a schedule, by the id of its range test, or by its own: then it has a policy and a length."""
        size: Query = [("width", width), ("height", height)]
        if STORED.fullmatch(id):
            return self._drawn(f"/v1/schedules/{id}/rates", form, size)
        return self._drawn(f"/v1/range-tests/{id}/schedule", form, [("policy", policy), ("iterations", iterations), *size])

    def comparison_picture(
        self, id: str, form: str = "svg", *, width: Optional[int] = None, height: Optional[int] = None
    ) -> bytes:
        """What the entries of a comparison came to over the iterations, and their rates below."""
        return self._drawn(f"/v1/comparisons/{id}/result", form, [("width", width), ("height", height)])

    def _drawn(self, path: str, form: str, query: Query) -> bytes:
        if form not in _TYPES:
            raise ValueError(f"form is {form!r}, expected 'svg' or 'png'")
        return self.transport.request("GET", f"{path}.{form}", query=query, headers={"Accept": _TYPES[form]}).body
