package dev.rangefinder.shared.web.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rangefinder.testing.ProcessTest;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

/** Slow clients, and too many, by bare sockets on a real Tomcat. */
@ProcessTest
class LimitedHttpTests {

    private static final Duration HEAD_LIMIT = Duration.ofMillis(600);
    private static final int OF_ADDRESS = 4;

    @TempDir
    private Path directory;

    private Tomcat tomcat;
    private int port;
    private final List<Socket> sockets = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        tomcat = new Tomcat();
        tomcat.setBaseDir(directory.toString());
        LimitedHttp http = new LimitedHttp();
        http.limit(new ConnectionSettings(HEAD_LIMIT, DataSize.ofBytes(1000), OF_ADDRESS));
        Connector connector = new Connector(http);
        connector.setPort(0);
        connector.setProperty("connectionTimeout", "2000");
        connector.setProperty("keepAliveTimeout", "60000"); // Tomcat's own limit is not what a rest meets first
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory.toString());
        Tomcat.addServlet(context, "counts", new CountsItsBody());
        context.addServletMapping("/", "counts");
        tomcat.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    /** Answers with the length of what it was sent. */
    private static final class CountsItsBody extends HttpServlet {

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("got " + request.getInputStream().readAllBytes().length);
        }
    }

    private Socket sent(String beginning) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        sockets.add(socket);
        socket.getOutputStream().write(beginning.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Sends a byte again and again until the server has had enough. */
    private static boolean isLeft(Socket socket, int bytes, Duration pause) throws Exception {
        OutputStream output = socket.getOutputStream();
        for (int i = 0; i < bytes; i++) {
            Thread.sleep(pause);
            try {
                output.write('x');
            } catch (SocketException left) {
                return true;
            }
        }
        return false;
    }

    private static String status(Socket socket) throws IOException {
        return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aHeadThatComesByteByByteIsNotWaitedFor() throws Exception {
        assertThat(isLeft(sent("GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "), 200, Duration.ofMillis(25)))
                .isTrue();
    }

    @Test
    void aBodyThatComesByteByByteIsNotWaitedFor() throws Exception {
        assertThat(isLeft(
                        sent("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"),
                        200,
                        Duration.ofMillis(25)))
                .isTrue();
    }

    @Test
    void aBodyThatIsOnlyNotFastIs() throws Exception {
        Socket socket = sent("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 20000\r\n\r\n");
        for (int i = 0; i < 20; i++) {
            Thread.sleep(75);
            socket.getOutputStream().write(new byte[1000]);
        }
        assertThat(answer(socket)).contains("200", "got 20000");
    }

    @Test
    void aConnectionThatRestsBetweenTwoRequestsStays() throws Exception {
        Socket socket = sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        Thread.sleep(HEAD_LIMIT.plusSeconds(1));
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(socket)).containsSubsequence("200", "got 0", "200", "got 0");
    }

    @Test
    void tooManyConnectionsOfAnAddressAreRefusedAndSaidSo() throws Exception {
        for (int i = 0; i < OF_ADDRESS; i++) {
            Socket open = sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(open.getInputStream().read()).isEqualTo('H');
        }
        assertThat(answer(sent(""))).startsWith("HTTP/1.1 503 ").contains("Retry-After: 10", "too-many-connections");
        sockets.removeFirst().close();
        Awaitility.await()
                .ignoreExceptionsInstanceOf(SocketException.class) // a refused one may be reset before it is read
                .until(() -> status(sent("GET / HTTP/1.1\r\nHost: a\r\n\r\n")), "HTTP/1.1 200"::equals);
        assertThat(status(sent(""))).isEqualTo("HTTP/1.1 503");
    }
}
