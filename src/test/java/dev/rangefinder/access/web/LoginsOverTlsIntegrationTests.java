package dev.rangefinder.access.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rangefinder.testing.ProgramResult;
import dev.rangefinder.testing.Reporter;
import dev.rangefinder.testing.ServerTest;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A server with a certificate, which takes keys, and the tokens of a login. */
@ServerTest
@TestPropertySource(
        properties = {
            "rangefinder.lanes.local.enabled=false",
            "rangefinder.login.role-claim=realm.roles",
            "rangefinder.login.client-claim=team",
            "rangefinder.login.roles.ml-users=submit",
            "rangefinder.login.roles.guests=read",
            "server.ssl.bundle=web",
            "spring.ssl.bundle.jks.web.keystore.password=changeit"
        })
class LoginsOverTlsIntegrationTests {

    @TempDir
    private static Path directory;

    private static KeyPair issuer;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void prepare(DynamicPropertyRegistry registry) throws Exception {
        Path store = directory.resolve("web.p12");
        keytool(
                "-genkeypair",
                "-alias",
                "web",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString());
        keytool(
                "-exportcert",
                "-rfc",
                "-alias",
                "web",
                "-keystore",
                store.toString(),
                "-file",
                certificate().toString());
        issuer = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path publicKey = directory.resolve("issuer.pem");
        Files.writeString(
                publicKey,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                .encodeToString(issuer.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        registry.add("spring.ssl.bundle.jks.web.keystore.location", () -> "file:" + store);
        registry.add("spring.security.oauth2.resourceserver.jwt.public-key-location", () -> "file:" + publicKey);
        registry.add(
                "rangefinder.first-key", () -> directory.resolve("first.key").toString());
    }

    private static Path certificate() {
        return directory.resolve("ca.pem");
    }

    private static void keytool(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-storepass", "changeit"));
        command.addAll(List.of(args));
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }

    private static String token(KeyPair signedBy, Instant until, Map<String, Object> claims) throws Exception {
        JWTClaimsSet.Builder set = new JWTClaimsSet.Builder().subject("ada").expirationTime(Date.from(until));
        claims.forEach(set::claim);
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.RS256), set.build());
        token.sign(new RSASSASigner(signedBy.getPrivate()));
        return token.serialize();
    }

    private HttpClient client() throws Exception {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream file = Files.newInputStream(certificate())) {
            trusted.setCertificateEntry(
                    "web", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpResponse<String> send(HttpClient client, String method, String path, String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        HttpRequest.BodyPublishers.ofString(method.equals("GET") ? "" : Reporter.submission(100, "")));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static Map<String, Object> claims(String team, String... roles) {
        return Map.of("team", team, "realm", Map.of("roles", List.of(roles)));
    }

    @Test
    void aTokenHasTheRoleAndTheClientThatItsClaimsSay() throws Exception {
        Instant soon = Instant.now().plusSeconds(300);
        try (HttpClient client = client()) {
            String user = token(issuer, soon, claims("vision", "guests", "ml-users", "unknown"));
            HttpResponse<String> made = send(client, "POST", "/v1/range-tests", user);
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            assertThat(made.body()).contains("\"client\":\"vision\"");
            assertThat(send(client, "GET", "/v1/keys", user).statusCode()).isEqualTo(403);
            String guest = token(issuer, soon, claims("vision", "guests"));
            assertThat(send(client, "GET", "/v1/lanes", guest).statusCode()).isEqualTo(200);
            assertThat(send(client, "POST", "/v1/range-tests", guest).statusCode())
                    .isEqualTo(403);
            String admin = Files.readString(directory.resolve("first.key")).strip();
            assertThat(send(client, "GET", "/v1/audit", admin).body()).contains("\"caller\":\"login ada\"");
            KeyPair other = KeyPairGenerator.getInstance("RSA").generateKeyPair();
            for (String refused : List.of(
                    token(other, soon, claims("vision", "ml-users")),
                    token(issuer, Instant.now().minusSeconds(300), claims("vision", "ml-users")),
                    token(issuer, soon, claims("vision", "submit")),
                    token(issuer, soon, Map.of("team", "vision")),
                    token(issuer, soon, Map.of("realm", Map.of("roles", List.of("guests")))),
                    "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.")) {
                HttpResponse<String> answer = send(client, "GET", "/v1/lanes", refused);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).contains("invalid-key");
            }
        }
    }

    @Test
    void aCertificateIsKnownByTheFileThatAClientIsGiven() throws Exception {
        try (HttpClient stranger = HttpClient.newHttpClient()) {
            assertThatThrownBy(() -> send(stranger, "GET", "/v1/lanes", "x")).isInstanceOf(SSLHandshakeException.class);
        }
        Path config = directory.resolve("config");
        Files.createDirectories(config.resolve("rangefinder"));
        Files.copy(directory.resolve("first.key"), config.resolve("rangefinder").resolve("key"));
        Map<String, String> environment = Map.of(
                "RANGEFINDER_URL", "https://localhost:" + port,
                "RANGEFINDER_CA", certificate().toString(),
                "XDG_CONFIG_HOME", config.toString());
        ProgramResult made = python(environment, "keys", "create", "nightly", "--role", "report", "--client", "vision");
        assertThat(made.exit()).as(made.output()).isZero();
        assertThat(made.output()).matches("rf_[A-Za-z0-9_-]{64}\\s*");
        String key = made.output().strip();
        assertThat(python(environment, "keys", "list").output()).contains("nightly", "vision", "report");
        assertThat(python(environment, "audit").output()).contains("POST /v1/keys");
        assertThat(python(environment, "--key", key, "lanes").exit()).isZero();
        ProgramResult refused = python(environment, "--key", key, "keys", "list");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.output()).contains("role-needed");
        ProgramResult untrusted = python(
                Map.of("RANGEFINDER_URL", "https://localhost:" + port, "XDG_CONFIG_HOME", config.toString()),
                "--patience",
                "0",
                "lanes");
        assertThat(untrusted.exit()).isEqualTo(3);
        assertThat(untrusted.output()).contains("CERTIFICATE_VERIFY_FAILED");
    }

    private static ProgramResult python(Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of("python3", "-m", "rangefinder"));
        command.addAll(List.of(args));
        return ProgramResult.of(command, Path.of("clients", "python"), environment, Duration.ofMinutes(1));
    }
}
