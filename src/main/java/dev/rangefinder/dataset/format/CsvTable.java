package dev.rangefinder.dataset.format;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
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

/** One file of comma-separated values, read row by row (RFC 4180, UTF-8). */
final class CsvTable implements AutoCloseable {

    /** More than any value that a network could learn from. */
    private static final int LONGEST_VALUE = 1 << 16;

    private final PartStream in;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> names;
    private Optional<CsvRecord> next;

    private CsvTable(PartStream in, boolean header) {
        this.in = in;
        // a decoder of one's own refuses what is not UTF-8, where a reader would put question marks
        Reader text = new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder());
        this.records = CsvReader.builder()
                .maxBufferSize(LONGEST_VALUE)
                .ofCsvRecord(text)
                .iterator();
        CsvRecord first = read().orElseThrow(() -> in.invalid("an empty file", "a table"));
        this.names = header
                ? withoutMark(first.getFields())
                : IntStream.range(0, first.getFieldCount())
                        .mapToObj(Integer::toString)
                        .toList();
        this.next = header ? read() : Optional.of(first);
        if (next.isEmpty()) {
            throw in.invalid("a header and no rows", "at least one row");
        }
    }

    /** Spreadsheets begin their files with a mark that is no part of the first name. */
    private static List<String> withoutMark(List<String> names) {
        List<String> clean = new ArrayList<>(names);
        clean.set(0, names.getFirst().replaceFirst("^\uFEFF", ""));
        return List.copyOf(clean);
    }

    /**
     * Opens a table.
     *
     * @throws InvalidFileException if it has no rows
     */
    static CsvTable open(String part, Format.Source source, boolean header, SizeLimits limits) throws IOException {
        PartStream in = PartStream.open(part, source, limits);
        try {
            return new CsvTable(in, header);
        } catch (RuntimeException exception) {
            in.close();
            throw exception;
        }
    }

    /** Of the columns; their numbers, from 0, where the table has no header. */
    List<String> names() {
        return names;
    }

    /** The next row, which has as many values as there are columns. */
    Optional<Row> next() {
        Optional<CsvRecord> found = next;
        next = found.isPresent() ? read() : found;
        return found.map(row -> new Row(row.getStartingLineNumber(), row.getFields()));
    }

    private Optional<CsvRecord> read() {
        try {
            return records.hasNext() ? Optional.of(records.next()) : Optional.empty();
        } catch (CsvParseException exception) {
            throw refusal(exception);
        } catch (UncheckedIOException exception) {
            if (exception.getCause() instanceof CharacterCodingException) {
                throw in.invalid("text that is not UTF-8", "UTF-8");
            }
            throw exception;
        }
    }

    private InvalidFileException refusal(CsvParseException exception) {
        String message = String.valueOf(exception.getMessage());
        return switch (exception.getCause()) {
            case null -> in.invalid(message, "comma-separated values, as many in each row");
            case InvalidFileException invalid -> invalid;
            case Throwable cause -> in.invalid(message + ": " + cause.getMessage(), "comma-separated values");
        };
    }

    InvalidFileException invalid(long line, int column, String value, String expected) {
        return in.invalid(
                "'%s' in line %d, column '%s'".formatted(shortened(value), line, shortened(names.get(column))),
                expected);
    }

    InvalidFileException invalid(String found, String expected) {
        return in.invalid(found, expected);
    }

    static String shortened(String value) {
        int longest = 60;
        return value.length() <= longest ? value : value.substring(0, longest) + "…";
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /**
     * A row.
     *
     * @param line in which it begins, from 1
     */
    record Row(long line, List<String> values) {}
}
