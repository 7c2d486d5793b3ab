package dev.rangefinder.shared.web.heavy;

import dev.rangefinder.shared.web.problem.Problems;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Does what keeps a processor busy on threads of its own. Requests have virtual threads, which share as many carriers
 * as there are processors, and one that computes keeps its carrier: two of them would hold up all other requests.
 *
 * <p>Three kinds are kept apart. What reads an upload, or computes an answer as a whole, takes one of a few places,
 * which also bounds the memory; others wait in line. A long answer, which is computed while it is written, has a thread for as long as its
 * client reads, and little memory. All end when they take too long or their client leaves.
 */
@Component
public class HeavyWork implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(HeavyWork.class);

    /** A new thread costs a tenth of a millisecond, and has the priority that one which has worked for long has lost. */
    private static final Duration UNUSED_THREADS_LAST = Duration.ofMillis(250);

    private final HeavySettings settings;
    private final ThreadPoolExecutor answers;
    private final ThreadPoolExecutor uploads;
    private final ThreadPoolExecutor streams;
    private final Semaphore unsentMegabytes =
            new Semaphore((int) ((Runtime.getRuntime().maxMemory() / 4) >> 20));

    HeavyWork(HeavySettings settings) {
        this.settings = settings;
        this.answers = places(settings, "answer-");
        this.uploads = places(settings, "upload-");
        this.streams = new ThreadPoolExecutor(
                0,
                settings.streams(),
                UNUSED_THREADS_LAST.toMillis(),
                TimeUnit.MILLISECONDS,
                new SynchronousQueue<>(),
                LowPriorityThread.factory("long-answer-"));
    }

    private static ThreadPoolExecutor places(HeavySettings settings, String name) {
        int count = settings.placesOrAuto();
        ThreadPoolExecutor places = new ThreadPoolExecutor(
                count,
                count,
                UNUSED_THREADS_LAST.toMillis(),
                TimeUnit.MILLISECONDS,
                settings.inLine() == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(settings.inLine()),
                LowPriorityThread.factory(name));
        places.allowCoreThreadTimeOut(true);
        return places;
    }

    /** Something to compute, which heeds that its thread is interrupted. */
    @FunctionalInterface
    public interface Work<T> {
        T done() throws IOException;
    }

    /** Something to write, which computes as it goes on. */
    @FunctionalInterface
    public interface Writing {
        void done() throws IOException;
    }

    /**
     * Computes an answer as soon as a place is free, and gives it to the thread of the request, which waits.
     *
     * @throws TooBusyException if no place becomes free in time
     * @throws IllegalStateException in a transaction: what has a place may wait for a connection, never the reverse
     */
    public <T> T compute(Work<T> work) throws IOException {
        return inPlace(work, answers);
    }

    /**
     * Reads an upload, which may take minutes, as soon as one of the places for uploads is free.
     *
     * @throws TooBusyException if none becomes free in time
     */
    public <T> T receive(Work<T> work) throws IOException {
        return inPlace(work, uploads);
    }

    private static void requireNoTransaction() {
        if (TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("waiting for a place would keep a connection from those who have one");
        }
    }

    private <T> T inPlace(Work<T> work, ThreadPoolExecutor places) throws IOException {
        requireNoTransaction();
        Piece<T> piece = new Piece<>(work::done);
        start(piece, places);
        return settled(piece, places, ClientContact.current());
    }

    /** Computes an answer that is read from the database and from memory alone. */
    public <T> T answer(Supplier<T> work) {
        try {
            return compute(work::get);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * Does what takes long with a connection of the database, and so cannot wait for a place.
     *
     * @throws TooBusyException if there is as much as this server does at once
     */
    public <T> T aside(Supplier<T> work) {
        try {
            Piece<T> piece = new Piece<>(work::get);
            start(piece, streams);
            return settled(piece, streams, ClientContact.none());
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    /**
     * Writes a long answer, while the thread of the request waits.
     *
     * @throws TooBusyException if there are as many as this server writes at once
     */
    public void write(Writing writing) throws IOException {
        Piece<Boolean> piece = new Piece<>(() -> {
            writing.done();
            return true;
        });
        start(piece, streams);
        try {
            settled(piece, streams, ClientContact.none()); // writing tells when the client has left
        } catch (TookTooLongException tooLong) {
            throw new IOException(
                    tooLong.getMessage(), tooLong); // what is sent in part must not end as if it were whole
        }
    }

    /**
     * Computes an answer as a whole and sends it, as slowly as the client reads: all that wait to be sent take a quarter
     * of the heap at most.
     *
     * @throws TooBusyException if no place becomes free in time, or memory
     */
    void send(Work<byte[]> work, Sending sending) throws IOException {
        byte[] answer = compute(work);
        int megabytes = answer.length >> 20;
        if (!unsentMegabytes.tryAcquire(megabytes)) {
            throw new TooBusyException();
        }
        try {
            sending.send(answer);
        } finally {
            unsentMegabytes.release(megabytes);
        }
    }

    /** Sends an answer that is in memory. */
    @FunctionalInterface
    interface Sending {
        void send(byte[] answer) throws IOException;
    }

    private void start(Piece<?> piece, ThreadPoolExecutor threads) {
        try {
            threads.execute(piece);
        } catch (RejectedExecutionException full) {
            throw new TooBusyException();
        }
    }

    private <T> T settled(Piece<T> piece, ThreadPoolExecutor threads, ClientContact client) throws IOException {
        try {
            while (!piece.endsSoon()) {
                piece.yieldMoreIfLong();
                if (client.isLost()) {
                    throw new ClientLeftException();
                }
                if (!piece.hasBegun() && piece.age().compareTo(settings.patience()) > 0) {
                    throw new TooBusyException();
                }
                if (piece.worked().compareTo(settings.limit()) > 0) {
                    throw new TookTooLongException(settings.limit());
                }
            }
        } catch (InterruptedException serverEnds) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server ends");
        } finally {
            boolean neverBegan = threads.remove(piece);
            if (!neverBegan) {
                piece.end();
            }
        }
        return piece.result();
    }

    @Override
    public void destroy() {
        answers.shutdownNow();
        uploads.shutdownNow();
        streams.shutdownNow();
    }

    /** No place became free in time. */
    public static final class TooBusyException extends RuntimeException {

        TooBusyException() {
            super("This server computes as much as it can at once (rangefinder.heavy). Ask again, or another server.");
        }
    }

    static final class TookTooLongException extends RuntimeException {

        TookTooLongException(Duration limit) {
            super("This takes longer than the %d s that a server grants to one request (rangefinder.heavy.limit)."
                    .formatted(limit.toSeconds()));
        }
    }

    /** Ends what is done for a client that no longer waits; the answer goes nowhere. */
    static final class ClientLeftException extends RuntimeException {

        ClientLeftException() {
            super("the client left");
        }
    }

    @RestControllerAdvice
    static class Advice {

        private static final String RETRY_AFTER_SECONDS = "10";

        @ExceptionHandler
        ResponseEntity<ProblemDetail> tooBusy(TooBusyException exception) {
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .body(Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE, "too-busy", String.valueOf(exception.getMessage())));
        }

        @ExceptionHandler
        ProblemDetail tookTooLong(TookTooLongException exception) {
            return Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "took-too-long", String.valueOf(exception.getMessage()));
        }

        @ExceptionHandler
        ResponseEntity<Void> clientLeft(ClientLeftException exception) {
            LOG.debug("A client left while its answer was computed");
            return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE).build();
        }
    }
}
