package dev.rangefinder.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The little of a Kubernetes API that {@code kubectl run} needs until its pod waits for a node, which it does here for
 * ever. It is no cluster: it tells what a real {@code kubectl} asks one for.
 */
public final class KubernetesApi implements AutoCloseable {

    private static final String PODS = "/api/v1/namespaces/default/pods";

    private static final Map<String, String> DISCOVERY = Map.of(
            "/api", """
                    {"kind": "APIVersions", "versions": ["v1"]}""",
            "/apis", """
                    {"kind": "APIGroupList", "apiVersion": "v1", "groups": []}""",
            "/api/v1", """
                    {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": "v1", "resources": [
                      {"name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod",
                       "verbs": ["create", "delete", "get", "list", "watch"]}]}""");

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<String> created = new CopyOnWriteArrayList<>();
    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private volatile String status = "{}";

    public KubernetesApi() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                created.add(body);
                respond(exchange, 201, body);
            }
            case "DELETE" -> {
                deleted.add(path.substring(PODS.length() + 1));
                respond(exchange, 200, "{\"kind\": \"Status\", \"apiVersion\": \"v1\", \"status\": \"Success\"}");
            }
            default -> {
                if (DISCOVERY.containsKey(path)) {
                    respond(exchange, 200, DISCOVERY.get(path));
                } else if (String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true")) {
                    exchange.sendResponseHeaders(200, 0); // and never another word
                } else if (path.startsWith(PODS + "/") && !created.isEmpty()) {
                    String pod = created.getLast();
                    respond(
                            exchange,
                            200,
                            pod.substring(0, pod.lastIndexOf('}')).replaceFirst(",\\s*\"status\":\\s*\\{}", "")
                                    + ", \"status\": " + status + "}");
                } else {
                    String pods = String.join(",", created);
                    respond(
                            exchange,
                            200,
                            "{\"kind\": \"PodList\", \"apiVersion\": \"v1\", \"metadata\": {\"resourceVersion\": \"1\"}, \"items\": [%s]}"
                                    .formatted(pods));
                }
            }
        }
    }

    private static void respond(HttpExchange exchange, int status, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** What {@code kubectl} must have in its environment to ask this one. */
    public Map<String, String> environment(Path directory) throws IOException {
        Path file = directory.resolve("kubeconfig");
        Files.writeString(file, """
                {apiVersion: v1, kind: Config, current-context: here,
                  contexts: [{name: here, context: {cluster: here, user: nobody}}], users: [{name: nobody, user: {}}],
                  clusters: [{name: here, cluster: {server: "http://127.0.0.1:%d"}}]}
                """.formatted(http.getAddress().getPort()));
        return Map.of("KUBECONFIG", file.toString(), "HOME", directory.toString());
    }

    /** What the pod that was asked for last says of itself from now on. */
    public void becomes(String status) {
        this.status = status;
    }

    /** The pods that were asked for. */
    public List<String> created() {
        return created;
    }

    /** The names of the pods that were to be deleted. */
    public List<String> deleted() {
        return deleted;
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
