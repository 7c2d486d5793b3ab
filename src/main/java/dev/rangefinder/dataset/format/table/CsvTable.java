package dev.rangefinder.dataset.format.table;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.rangefinder.dataset.format.file.InvalidFileException;
import dev.rangefinder.dataset.format.file.PartStream;
import dev.rangefinder.dataset.format.file.SizeLimits;
import dev.rangefinder.dataset.format.file.Source;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** One file of values with commas or another sign between them, read row by row (RFC 4180, UTF-8). */
public final class CsvTable implements AutoCloseable {

    /** More than any value that a network could learn from. */
    private static final int LONGEST_VALUE = 1 << 16;

    /** As much as a few rows of the widest table. */
    private static final int BEGINNING = 1 << 20;

    private final PartStream in;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> names;
    private Optional<CsvRecord> next;

    /** The line in which the last row begins that could be read. */
    private long readThrough;

    private CsvTable(PartStream in, CsvOptions wanted) throws IOException {
        this.in = in;
        // a decoder of one's own refuses what is not UTF-8, where a reader would put question marks
        Reader text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
        Character separator = wanted.separator();
        this.records = CsvReader.builder()
                .fieldSeparator(separator == null ? foundSeparator(text) : separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .allowUnclosedQuote(false)
                .maxBufferSize(LONGEST_VALUE)
                .ofCsvRecord(text)
                .iterator();
        CsvRecord first = read().orElseThrow(() -> in.invalid("an empty file", "a table"));
        boolean header = wanted.header() == null || wanted.header();
        this.names = header
                ? cleaned(first.getFields())
                : IntStream.range(0, first.getFieldCount())
                        .mapToObj(Integer::toString)
                        .toList();
        if (wanted.header() == null) {
            requireNames(wanted.numerals());
        }
        this.next = header ? read() : Optional.of(first);
        if (next.isEmpty()) {
            throw in.invalid("a header and no rows", "at least one row");
        }
    }

    private char foundSeparator(Reader text) throws IOException {
        char[] beginning = new char[BEGINNING];
        text.mark(BEGINNING);
        try {
            int length = 0;
            for (int count = 0; count >= 0 && length < BEGINNING; length += Math.max(0, count)) {
                count = text.read(beginning, length, BEGINNING - length);
            }
            text.reset();
            return Separator.in(new String(beginning, 0, length));
        } catch (CharacterCodingException notUtf8) {
            throw notUtf8();
        } catch (Separator.UnclearException unclear) {
            throw in.invalid(
                    "%s in the first row".formatted(unclear.getMessage()), "one separator; say which by separator");
        }
    }

    /** Numbers in the first row are values, unless they count the columns. */
    private void requireNames(Numerals numerals) {
        List<String> numbers = names.stream().filter(numerals::isNumber).toList();
        boolean areCounted = true;
        for (int i = 1; i < numbers.size(); i++) {
            areCounted &= numerals.value(numbers.get(i)) == numerals.value(numbers.get(i - 1)) + 1;
        }
        if (!numbers.isEmpty() && (numbers.size() == 1 || !areCounted)) {
            throw in.invalid(
                    "the number '%s' in the first row".formatted(InvalidFileException.shortened(numbers.getFirst())),
                    "names of columns there; header=false, if it is a row like the others; header=true, if it is a name");
        }
    }

    /** Spreadsheets begin their files with a mark that is no part of the first name. */
    private static List<String> cleaned(List<String> names) {
        List<String> clean = new ArrayList<>(names);
        clean.set(0, names.getFirst().replaceFirst("^\uFEFF", ""));
        return stripped(clean);
    }

    private static List<String> stripped(List<String> values) {
        return values.stream().map(String::strip).toList();
    }

    /**
     * Opens a table.
     *
     * @throws InvalidFileException if it has no rows
     */
    public static CsvTable open(String part, Source source, CsvOptions wanted, SizeLimits limits) throws IOException {
        PartStream in = PartStream.open(part, source, limits);
        try {
            return new CsvTable(in, wanted);
        } catch (IOException | RuntimeException exception) {
            in.close();
            throw exception;
        }
    }

    /** Of the columns; their numbers, from 0, where the table has no header. */
    List<String> names() {
        return names;
    }

    /** The next row, which has as many values as there are columns. */
    public Optional<Row> next() {
        Optional<CsvRecord> found = next;
        next = found.isPresent() ? read() : found;
        return found.map(this::row);
    }

    private Row row(CsvRecord record) {
        if (record.getFieldCount() != names.size()) {
            throw in.invalid(
                    "%d %s in line %d"
                            .formatted(
                                    record.getFieldCount(),
                                    record.getFieldCount() == 1 ? "field" : "fields",
                                    record.getStartingLineNumber()),
                    "%d, as in the first row".formatted(names.size()));
        }
        return new Row(record.getStartingLineNumber(), stripped(record.getFields()));
    }

    private Optional<CsvRecord> read() {
        try {
            Optional<CsvRecord> found = records.hasNext() ? Optional.of(records.next()) : Optional.empty();
            readThrough = found.map(CsvRecord::getStartingLineNumber).orElse(readThrough);
            return found;
        } catch (CsvParseException exception) {
            throw refusal(exception);
        } catch (UncheckedIOException exception) {
            if (exception.getCause() instanceof CharacterCodingException) {
                throw notUtf8();
            }
            throw exception;
        }
    }

    private InvalidFileException notUtf8() {
        return in.invalid("text that is not UTF-8", "UTF-8");
    }

    /** In the words of this service: the reader's own speak of its buffers and settings. */
    private InvalidFileException refusal(CsvParseException exception) {
        for (Throwable cause = exception; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidFileException invalid) {
                return invalid;
            }
            if (cause instanceof CharacterCodingException) {
                return notUtf8();
            }
        }
        long line = readThrough + 1;
        return in.invalid(
                "a quote that is not closed, or a value of more than %d characters, in a row that begins in line %d or later"
                        .formatted(LONGEST_VALUE, line),
                "quotes in pairs, and shorter values");
    }

    InvalidFileException invalid(long line, int column, String value, String expected) {
        return in.invalid(
                "'%s' in line %d, column '%s'"
                        .formatted(
                                InvalidFileException.shortened(value),
                                line,
                                InvalidFileException.shortened(names.get(column))),
                expected);
    }

    InvalidFileException invalid(String found, String expected) {
        return in.invalid(found, expected);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * A row, its values without the spaces around them.
     *
     * @param line in which it begins, from 1
     */
    public record Row(long line, List<String> values) {}
}
