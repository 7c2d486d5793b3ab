package dev.rangefinder.fuzz;

import dev.rangefinder.testing.Contract;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Asks a server for what its contract has, and for what it has not, and holds each answer against it: a status that the
 * route names, a content type that the status has, a body that its schema allows, a problem where something is refused,
 * and never a defect. The routes take turns; request {@code n} of a seed is always the same but for the ids that earlier answers gave.
 */
final class Fuzz {

    /** What is made meanwhile and asked for again, the newest of each kind: more of them find nothing more. */
    private static final int MOST_IDS = 200;

    private static final Pattern MADE = Pattern.compile("/v1/[a-z-]+/([0-9a-f-]{36}|[0-9a-f]{64})");

    /** An answer is begun within it, and ended within it again: longer than an upload may wait to be tried out. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Of an answer that is longer, only the status and the type are looked at. */
    private static final int MOST_READ = 1 << 20;

    /** Streams of them end when what they tell of does. */
    private static final String EVENTS = "text/event-stream";

    private static final Executor AFTER_PATIENCE =
            CompletableFuture.delayedExecutor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

    private final Contract contract = new Contract();
    private final JsonNode document = contract.document();
    private final List<String> routes;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String server;
    private final long seed;
    private final @Nullable String key;
    private final Map<String, List<String>> ids = new ConcurrentHashMap<>();
    private final Map<String, String> findings = new ConcurrentSkipListMap<>();
    private final Map<Integer, LongAdder> statuses = new ConcurrentSkipListMap<>();
    private final Map<String, LongAdder> nanoseconds = new ConcurrentSkipListMap<>();

    /**
     * One of all routes.
     *
     * @param key of the role admin; null for a server that is open
     */
    Fuzz(String server, long seed, @Nullable String key) {
        this.routes = List.copyOf(contract.routes());
        this.server = server;
        this.seed = seed;
        this.key = key;
    }

    /** So many, one after the other, ask for each route once. */
    int routes() {
        return routes.size();
    }

    /** What was found: the first request of each kind, by the kind. */
    Map<String, String> findings() {
        return findings;
    }

    /** How many answers had which status. */
    Map<Integer, Long> statuses() {
        Map<Integer, Long> counted = new TreeMap<>();
        statuses.forEach((status, count) -> counted.put(status, count.sum()));
        return counted;
    }

    /** The routes whose answers took longest all together, each with the seconds that they took. */
    Map<String, Double> slowest(int most) {
        Map<String, Double> slowest = new LinkedHashMap<>();
        nanoseconds.entrySet().stream()
                .sorted(Comparator.comparing(route -> -route.getValue().sum()))
                .limit(most)
                .forEach(route -> slowest.put(route.getKey(), route.getValue().sum() / 1e9));
        return slowest;
    }

    /** A request as it will be sent. */
    private record Sent(String route, String path, Optional<byte[]> body, List<String> headers) {

        String method() {
            return route.split(" ", 2)[0];
        }

        @Override
        public String toString() {
            return "%s %.300s %s %.500s"
                    .formatted(
                            method(),
                            path,
                            headers.toString()
                                    .substring(
                                            0, Math.min(200, headers.toString().length())),
                            body.map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
                                    .orElse(""));
        }
    }

    /**
     * Sends them from the first on, some at a time, while the next number is wanted; gives how many.
     *
     * @throws IllegalStateException if one could not be made or judged
     */
    long requests(int atATime, LongPredicate isWanted) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        LongAdder sent = new LongAdder();
        List<Future<?>> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < atATime; i++) {
                clients.add(threads.submit(() -> {
                    for (long n = next.getAndIncrement(); isWanted.test(n); n = next.getAndIncrement()) {
                        request(n);
                        sent.increment();
                    }
                    return sent;
                }));
            }
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        }
        return sent.sum();
    }

    /** Sends one, and notes what is wrong with its answer. */
    private void request(long number) throws InterruptedException {
        Random random = new Random(seed * 1_000_003 + number);
        Sent sent = made(routes.get((int) (number % routes.size())), random);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server + sent.path()))
                .timeout(PATIENCE)
                .method(
                        sent.method(),
                        sent.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
        if (!sent.headers().isEmpty()) {
            request.headers(sent.headers().toArray(String[]::new));
        }
        if (key != null && !sent.headers().contains("Authorization")) {
            request.header("Authorization", "Bearer " + key);
        }
        long began = System.nanoTime();
        try {
            HttpResponse<InputStream> response = client.send(request.build(), BodyHandlers.ofInputStream());
            statuses.computeIfAbsent(response.statusCode(), status -> new LongAdder())
                    .increment();
            check(sent, Answer.read(response));
            remember(response);
        } catch (HttpTimeoutException slow) {
            note("no answer in " + PATIENCE, sent, "");
        } catch (IOException lost) {
            note("no answer: " + lost.getClass().getSimpleName(), sent, String.valueOf(lost.getMessage()));
        } finally {
            nanoseconds.computeIfAbsent(sent.route(), route -> new LongAdder()).add(System.nanoTime() - began);
        }
    }

    /**
     * An answer as far as it is read.
     *
     * @param body null if there is more
     */
    private record Answer(int status, String type, @Nullable String body) {

        static Answer read(HttpResponse<InputStream> response) throws IOException {
            String type = response.headers().firstValue("Content-Type").orElse("");
            try (InputStream stream = decoded(response)) {
                if (type.startsWith(EVENTS)) {
                    return new Answer(response.statusCode(), type, null);
                }
                CompletableFuture<Void> tooSlow = CompletableFuture.runAsync(() -> close(stream), AFTER_PATIENCE);
                byte[] read = stream.readNBytes(MOST_READ);
                tooSlow.cancel(false);
                return new Answer(
                        response.statusCode(),
                        type,
                        read.length == MOST_READ ? null : new String(read, StandardCharsets.UTF_8));
            }
        }

        private static InputStream decoded(HttpResponse<InputStream> response) throws IOException {
            return response.headers()
                            .firstValue("Content-Encoding")
                            .orElse("identity")
                            .equals("gzip")
                    ? new GZIPInputStream(response.body())
                    : response.body();
        }

        private static void close(InputStream stream) {
            try {
                stream.close();
            } catch (IOException exception) {
                throw new UncheckedIOException(exception);
            }
        }
    }

    private void check(Sent sent, Answer answer) {
        int status = answer.status();
        String type = answer.type();
        String body = Objects.requireNonNullElse(answer.body(), "…");
        if (status >= 500 && status != 503 && status != 507) {
            note(status + " of " + sent.route(), sent, body);
        } else if (status >= 400 && !type.startsWith("application/problem+json")) {
            note("%d as %s of %s".formatted(status, type, sent.route()), sent, body);
        }
        String path = sent.path().replaceFirst("\\?.*", "");
        List<String> violations = answer.body() == null
                ? contract.headViolations(sent.method(), path, status, type)
                : contract.violations(sent.method(), path, status, type, body);
        violations.forEach(violation -> note(
                "contract, %s: %s".formatted(sent.route(), violation.replaceAll("[0-9]{3,}|'[^']{20,}'", "…")),
                sent,
                body));
    }

    private void note(String kind, Sent sent, String answer) {
        findings.putIfAbsent(kind, "%s%n    answered %.300s".formatted(sent, answer));
    }

    private void remember(HttpResponse<?> answer) {
        answer.headers()
                .firstValue("Location")
                .map(MADE::matcher)
                .filter(Matcher::find)
                .ifPresent(made -> {
                    String kind = made.group().split("/")[2];
                    ids.merge(kind, List.of(made.group(1)), Fuzz::newest);
                });
    }

    private static List<String> newest(List<String> before, List<String> made) {
        return Stream.concat(made.stream(), before.stream()).limit(MOST_IDS).toList();
    }

    private Sent made(String route, Random random) {
        String template = route.split(" ", 2)[1];
        JsonNode operation =
                document.get("paths").get(template).get(route.split(" ", 2)[0].toLowerCase(java.util.Locale.ROOT));
        double oddness = random.nextBoolean() ? 0 : random.nextBoolean() ? 0.03 : 0.2;
        Bodies bodies = new Bodies(document, random, oddness, ids.getOrDefault("range-tests", List.of()));
        List<String> headers = new ArrayList<>();
        if (random.nextInt(4) == 0) {
            headers.addAll(OddValues.header(random));
        }
        Optional<byte[]> body = body(operation, random, bodies, oddness, headers);
        return new Sent(
                route, path(template, random, oddness) + query(operation, random, bodies, oddness), body, headers);
    }

    private String path(String template, Random random, double oddness) {
        String kind = template.split("/")[2].replaceFirst(":.*", "");
        List<String> known = ids.getOrDefault(kind, List.of());
        String id = random.nextDouble() < oddness
                ? OddValues.encoded(random).replaceAll("%(?![0-9a-fA-F]{2})", "%25")
                : known.isEmpty() || random.nextInt(4) == 0
                        ? "01a2162c-23dd-7c69-999b-c788e2729e4f"
                        : OddValues.one(known, random);
        return template.replace("{iteration}", String.valueOf(random.nextInt(2000)))
                .replace("{form}", random.nextBoolean() ? "svg" : "png")
                .replaceFirst("\\{\\w+}", Matcher.quoteReplacement(id));
    }

    private String query(JsonNode operation, Random random, Bodies bodies, double oddness) {
        List<String> pairs = new ArrayList<>();
        for (JsonNode reference : operation.path("parameters")) {
            JsonNode parameter = reference.has("$ref")
                    ? document.at(reference.get("$ref").asString().substring(1))
                    : reference;
            if (!parameter.get("in").asString().equals("query") || random.nextInt(3) > 0) {
                continue;
            }
            String name = parameter.get("name").asString();
            String value = random.nextDouble() < oddness
                    ? OddValues.encoded(random)
                    : java.net.URLEncoder.encode(
                            bodies.of(parameter.get("schema")).replaceAll("^\"|\"$", ""), StandardCharsets.UTF_8);
            pairs.add(name + "=" + value.replaceAll("%(?![0-9a-fA-F]{2})", "%25"));
            if (random.nextDouble() < oddness) {
                pairs.add(name + "=" + value.replaceAll("%(?![0-9a-fA-F]{2})", "%25"));
            }
        }
        if (random.nextDouble() < oddness / 2) {
            pairs.add("nonsense=1");
        }
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    private Optional<byte[]> body(
            JsonNode operation, Random random, Bodies bodies, double oddness, List<String> headers) {
        JsonNode content = operation.at("/requestBody/content");
        if (content.isMissingNode()) {
            return random.nextDouble() < oddness
                    ? Optional.of(OddValues.json(random).getBytes(StandardCharsets.UTF_8))
                    : Optional.empty();
        }
        if (content.has("multipart/form-data")) {
            return Optional.of(
                    form(content.get("multipart/form-data").get("schema"), random, bodies, oddness, headers));
        }
        if (content.has("application/octet-stream")) {
            if (!headers.contains("Content-Type")) {
                headers.addAll(List.of("Content-Type", "application/octet-stream"));
            }
            return Optional.of(file(random));
        }
        if (!headers.contains("Content-Type")) {
            headers.addAll(List.of("Content-Type", "application/json"));
        }
        JsonNode json = content.get("application/json");
        JsonNode examples = json.path("examples");
        String text = examples.size() > 0 && random.nextInt(4) == 0
                ? examples.valueStream()
                        .skip(random.nextInt(examples.size()))
                        .findFirst()
                        .orElseThrow()
                        .get("value")
                        .toString()
                : bodies.of(json.get("schema"));
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (random.nextDouble() < oddness / 2) {
            return Optional.of(damaged(bytes, random));
        }
        return Optional.of(bytes);
    }

    /** Cut, or with a byte that is another one, or in another encoding. */
    private static byte[] damaged(byte[] bytes, Random random) {
        if (bytes.length == 0) {
            return bytes;
        }
        byte[] other = bytes.clone();
        switch (random.nextInt(3)) {
            case 0 -> other = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> other[random.nextInt(other.length)] = (byte) random.nextInt(256);
            default -> other = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
        }
        return other;
    }

    private static byte[] form(JsonNode schema, Random random, Bodies bodies, double oddness, List<String> headers) {
        String boundary = "b0undary";
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        for (Map.Entry<String, JsonNode> part : schema.get("properties").properties()) {
            boolean isRequired = schema.path("required")
                    .valueStream()
                    .anyMatch(name -> name.asString().equals(part.getKey()));
            if (!isRequired && random.nextInt(4) > 0 || random.nextDouble() < oddness / 2) {
                continue;
            }
            boolean isFile = part.getValue().path("format").asString("").equals("binary")
                    || part.getValue().path("type").asString("").equals("array");
            String name = "--%s\r\nContent-Disposition: form-data; name=\"%s\"%s\r\n\r\n"
                    .formatted(boundary, part.getKey(), isFile ? "; filename=\"a\"" : "");
            form.writeBytes(name.getBytes(StandardCharsets.UTF_8));
            form.writeBytes(
                    isFile
                            ? file(random)
                            : bodies.of(part.getValue())
                                    .replaceAll("^\"|\"$", "")
                                    .getBytes(StandardCharsets.UTF_8));
            form.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        form.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
        if (!headers.contains("Content-Type")) {
            headers.addAll(List.of("Content-Type", "multipart/form-data; boundary=" + boundary));
        }
        return random.nextDouble() < oddness ? damaged(form.toByteArray(), random) : form.toByteArray();
    }

    private static byte[] file(Random random) {
        byte[] bytes = new byte[random.nextInt(300)];
        random.nextBytes(bytes);
        return switch (random.nextInt(3)) {
            case 0 -> bytes;
            case 1 ->
                "a,b,label\n1,2,x\n3,4,y\n5,6,x\n7,8,y\n"
                        .repeat(1 + random.nextInt(20))
                        .getBytes(StandardCharsets.UTF_8);
            default -> {
                bytes = Arrays.copyOf(bytes, bytes.length + 4);
                System.arraycopy(new byte[] {'P', 'K', 3, 4}, 0, bytes, 0, 4);
                yield bytes;
            }
        };
    }
}
