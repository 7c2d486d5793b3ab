package dev.rangefinder.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/** Values that have broken servers, this one among them: of every kind that was found by hand. */
final class OddValues {

    private static final String THOUSAND_DIGITS = "9".repeat(1001);

    /** Of JSON, as they are written there. */
    private static final List<String> JSON = List.of(
            "null",
            "true",
            "0",
            "-1",
            "1.5",
            "300.0",
            "-0.0",
            "1e999999999",
            "-1e-999999999",
            "NaN",
            "Infinity",
            "9007199254740993",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "2147483648",
            THOUSAND_DIGITS,
            "0." + THOUSAND_DIGITS,
            "1e" + THOUSAND_DIGITS,
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\\u202e\\r\\n\\u001b[31m\"",
            "\"💩\"",
            "\"%00\"",
            "\"NaN\"",
            "\"-Infinity\"",
            "\"../../etc/passwd\"",
            "\"'; drop table run; --\"",
            "\"<img src=x onerror=alert(1)>\"",
            "\"0000-00-00T00:00:00Z\"",
            "\"+1000000000-12-31T23:59:59Z\"",
            "\"9999-12-31T23:59:59.999999999Z\"",
            "\"-4713-11-24T00:00:00Z\"",
            "\"" + "x".repeat(70_000) + "\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"\":\"\"}",
            "{\"type\":null}",
            "{\"type\":\"\",\"type\":\"\"}",
            "[".repeat(2000) + "]".repeat(2000),
            "{\"a\":".repeat(600) + "1" + "}".repeat(600),
            "[" + "0,".repeat(20_000) + "0]");

    /** Of a query or a path, as they are sent. */
    private static final List<String> ENCODED = List.of(
            "",
            "%00",
            "%ff",
            "%ED%A0%80",
            "%",
            "%zz",
            "%0d%0aX:1",
            "a%3Ab",
            "%F0%9F%92%A9",
            "..%2f..",
            "-1",
            "1.5",
            "NaN",
            "1e999999999",
            "0x10",
            "+1",
            "9007199254740993",
            "9223372036854775808",
            THOUSAND_DIGITS,
            "true",
            "null",
            "*",
            "%7B%7D",
            "%2B1000000000-12-31T00:00:00Z",
            "0000-00-00T00:00:00Z",
            "9999-12-31T23:59:59.999999999Z",
            "2026-01-01T00:00:00%2B18:00",
            "2026-02-30",
            "x".repeat(8000));

    private static final List<List<String>> HEADERS = List.of(
            List.of("Accept", "text/html"),
            List.of("Accept", "nonsense"),
            List.of("Accept", "*/*;q=0"),
            List.of("Accept", "application/octet-stream"),
            List.of("Accept", "text/csv"),
            List.of("Accept", "application/x-ndjson"),
            List.of("Accept", "image/svg+xml"),
            List.of("Accept", "text/event-stream"),
            List.of("Accept", "application/json;charset=utf-16"),
            List.of("Accept-Encoding", "gzip"),
            List.of("Accept-Encoding", "identity;q=0"),
            List.of("Content-Encoding", "gzip"),
            List.of("Idempotency-Key", "k"),
            List.of("Idempotency-Key", "k".repeat(300)),
            List.of("If-None-Match", "*"),
            List.of("If-None-Match", "\"unfinished"),
            List.of("If-Range", "\"x\""),
            List.of("Range", "bytes=0-0"),
            List.of("Range", "bytes=5-2"),
            List.of("Range", "bytes=99999999999999999999-"),
            List.of("Range", "bytes=0-1,3-4"),
            List.of("Last-Event-ID", "nonsense"),
            List.of("Last-Event-ID", "9223372036854775808"),
            List.of("Prefer", "wait=0"),
            List.of("Prefer", "wait=-1"),
            List.of("Prefer", "wait=x"),
            List.of("Origin", "http://evil.example"),
            List.of("Sec-Fetch-Site", "cross-site"),
            List.of("Authorization", "Bearer x"),
            List.of("Authorization", "Basic eDp4"),
            List.of("Cookie", "a=b; \"c"),
            List.of("Content-Type", "nonsense"),
            List.of("Content-Type", "text/plain"),
            List.of("Content-Type", "application/*"),
            List.of("Content-Type", "application/json;charset=utf-16"),
            List.of("Content-Type", "application/xml"),
            List.of("Content-Type", "application/x-www-form-urlencoded"),
            List.of("Content-Type", "multipart/form-data"),
            List.of("X-Long", "x".repeat(9000)));

    private OddValues() {}

    static <T> T one(List<T> of, RandomGenerator random) {
        return of.get(random.nextInt(of.size()));
    }

    static String json(RandomGenerator random) {
        return one(JSON, random);
    }

    static String encoded(RandomGenerator random) {
        return one(ENCODED, random);
    }

    static List<String> header(RandomGenerator random) {
        return one(HEADERS, random);
    }
}
