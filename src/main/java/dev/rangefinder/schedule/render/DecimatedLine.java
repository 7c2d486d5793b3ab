package dev.rangefinder.schedule.render;

import dev.rangefinder.drawing.Axis;
import dev.rangefinder.drawing.Mark.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;

/**
 * A value at each of many indices as a line of bounded length: in every column of the picture the first, lowest,
 * highest and last value stand, so that no peak is lost to thinning.
 */
record DecimatedLine(List<Column> columns) {

    /** Three million values at the most, which take milliseconds; beyond, a column is sampled. */
    private static final long MOST_IN_A_COLUMN = 4096;

    /** Some neighbouring indices, of which the last is {@code index}. */
    record Column(long index, double first, double low, double high, double last) {

        static Column of(LongToDoubleFunction value, long from, long to) {
            long step = Math.max(1, (to - from) / MOST_IN_A_COLUMN);
            double first = value.applyAsDouble(from);
            double low = first;
            double high = first;
            double last = first;
            for (long index = from; index < to; index += step) {
                last = value.applyAsDouble(index);
                low = Math.min(low, last);
                high = Math.max(high, last);
            }
            return new Column(to - 1, first, low, high, last);
        }
    }

    static DecimatedLine of(LongToDoubleFunction value, long count, int width) {
        int columns = (int) Math.min(count, width);
        List<Column> line = new ArrayList<>(columns);
        for (int column = 0; column < columns; column++) {
            line.add(Column.of(value, border(count, columns, column), border(count, columns, column + 1)));
        }
        return new DecimatedLine(line);
    }

    private static long border(long count, int columns, int column) {
        return count / columns * column + count % columns * column / columns;
    }

    double low() {
        return columns.stream().mapToDouble(Column::low).min().orElseThrow();
    }

    double high() {
        return columns.stream().mapToDouble(Column::high).max().orElseThrow();
    }

    /** The same line, every value of it multiplied. */
    DecimatedLine times(double factor) {
        return new DecimatedLine(columns.stream()
                .map(column -> new Column(
                        column.index(),
                        column.first() * factor,
                        column.low() * factor,
                        column.high() * factor,
                        column.last() * factor))
                .toList());
    }

    /** Where it runs in a picture; x goes by the index, from 0. */
    List<Position> positions(Axis x, Axis y) {
        List<Position> positions = new ArrayList<>();
        for (Column column : columns) {
            double at = x.position((double) column.index());
            positions.add(new Position(at, y.position(column.first())));
            if (column.low() != column.high()) {
                positions.add(new Position(at, y.position(column.low())));
                positions.add(new Position(at, y.position(column.high())));
                positions.add(new Position(at, y.position(column.last())));
            }
        }
        return positions;
    }
}
