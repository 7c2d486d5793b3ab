package dev.rangefinder.dataset.format.table;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * How numbers are written in a table: digits, a decimal point or comma, and an exponent; no word or letter besides.
 *
 * @param decimal what stands in front of the fraction
 */
public record Numerals(char decimal) {

    /** Digits are never given back: else the time would grow with the square of their number. */
    private static final Pattern WITH_POINT = Pattern.compile("[+-]?(\\d++(\\.\\d*+)?|\\.\\d++)([eE][+-]?\\d+)?");

    /** Prices, shares, and digits that are grouped, or whose fraction is set apart by the other sign. */
    private static final Pattern OTHERWISE_WRITTEN =
            Pattern.compile("[+-]?\\p{Sc}? ?[+-]?\\d[\\d.,'’\\h]*([eE][+-]?\\d+)? ?[%‰\\p{Sc}]?");

    public static final Numerals USUAL = new Numerals('.');

    /** Whether a value is a number, of whatever size. */
    boolean isNumber(String value) {
        return WITH_POINT.matcher(withPoint(value)).matches();
    }

    /** The number that a value is, if float32 can hold it. */
    OptionalDouble number(String value) {
        if (!isNumber(value)) {
            return OptionalDouble.empty();
        }
        double number = value(value);
        return Float.isFinite((float) number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    /** What a number is worth. */
    double value(String number) {
        return Double.parseDouble(withPoint(number));
    }

    /** Whether people would read a value as a number, though it is none here. */
    boolean looksLikeNumber(String value) {
        return !isNumber(value) && OTHERWISE_WRITTEN.matcher(value).matches();
    }

    /** With a point for the fraction; a point that is there already then stands in no number. */
    private String withPoint(String value) {
        return decimal == '.' ? value : value.replace('.', '?').replace(decimal, '.');
    }
}
