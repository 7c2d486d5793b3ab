from __future__ import annotations

import math
import unittest

from rangefinder.terminal import plot


class PlotTests(unittest.TestCase):
    def test_a_rising_line_rises(self) -> None:
        lines = plot([(x, x) for x in range(100)], width=12, height=4).split("\n")
        self.assertEqual(
            lines,
            [
                "99 │      ⡠⠊",
                "   │    ⡠⠊",
                "   │  ⡠⠊",
                " 0 │⡠⠊",
                "   └────────",
                "    0     99",
            ],
        )

    def test_marks_stand_where_they_are_on_a_logarithmic_axis(self) -> None:
        lines = plot([(1e-4, 1.0), (1.0, 2.0)], width=45, height=3, log_x=True, marks={"max_lr": 1e-2}).split("\n")
        rule = lines[3][lines[3].index("└") + 1 :]
        self.assertEqual(rule.index("▲"), (len(rule) - 1) // 2)
        self.assertIn("▲ max_lr 0.01", lines[5])

    def test_what_cannot_be_drawn_is_left_out(self) -> None:
        drawn = plot([(0.0, 1.0), (1.0, math.nan), (2.0, math.inf), (3.0, 5.0), (4.0, 6.0)], log_x=True)
        self.assertEqual(drawn, plot([(3.0, 5.0), (4.0, 6.0)], log_x=True))
        self.assertEqual(plot([(1.0, math.nan)]), "(nothing to plot)")

    def test_a_peak_above_the_highest_is_drawn_at_the_top(self) -> None:
        self.assertTrue(plot([(0.0, 1.0), (1.0, 1e9)], highest=2.0).startswith("2 │"))


if __name__ == "__main__":
    unittest.main()
