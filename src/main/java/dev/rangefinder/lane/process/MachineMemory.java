package dev.rangefinder.lane.process;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * The memory of this machine, or of the container around this server, and what the processes on it take.
 *
 * @param total all that there is
 * @param serverHeap the most that this server's own Java heap may become
 */
public record MachineMemory(DataSize total, DataSize serverHeap) {

    /**
     * A server beside its heap, with an embedded PostgreSQL: classes, code, threads, buffers. Measured: 260 MB in a
     * container of 768 MB.
     */
    private static final DataSize SERVER_BESIDE_ITS_HEAP = DataSize.ofMegabytes(256);

    /** With a small heap the server works as well; in 768 MB the sample is trained, in 512 MB it is not. */
    private static final DataSize LEAST_SERVER = DataSize.ofMegabytes(512);

    /** The engine, the JVM and a small network. Measured: 211 MB for the sample's LeNet. */
    private static final DataSize LEAST_TRAINER = DataSize.ofMegabytes(256);

    /** As Java's own default; what is trained lies outside of the heap. */
    private static final int SHARE_OF_TRAINERS_HEAPS = 4;

    private static final DataSize LEAST_HEAP = DataSize.ofMegabytes(64);

    /** A network of fifty million parameters, with its gradients and the engine. */
    private static final DataSize COMFORTABLE_TRIAL = DataSize.ofGigabytes(1);

    /** A trial holds the weights and their gradients beside what a trainer of nothing takes. */
    private static final int COPIES_IN_A_TRIAL = 2;

    public static MachineMemory ofThisMachine() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MachineMemory(
                DataSize.ofBytes(system.getTotalMemorySize()),
                DataSize.ofBytes(Runtime.getRuntime().maxMemory()));
    }

    /**
     * How large the Java heap of each trainer may become.
     *
     * @param most what its lane allows
     */
    public DataSize heapOfTrainer(DataSize most, int trainers) {
        DataSize fair = DataSize.ofBytes(total.toBytes() / SHARE_OF_TRAINERS_HEAPS / Math.max(1, trainers));
        return smaller(most, fair.compareTo(LEAST_HEAP) < 0 ? LEAST_HEAP : fair);
    }

    /** What is to be said of a machine that is too small for a server and so many trainers. */
    public Optional<String> shortage(int trainers) {
        long needed = LEAST_SERVER.toMegabytes() + trainers * LEAST_TRAINER.toMegabytes();
        return total.toMegabytes() >= needed
                ? Optional.empty()
                : Optional.of(
                        "There are %d MB of memory here, and a server with %d trainer(s) takes %d MB or more: runs will fail, killed for lack of memory. Give it more, or set rangefinder.lanes=, so that it only answers"
                                .formatted(total.toMegabytes(), trainers, needed));
    }

    /** What other programs may take so that this server goes on whatever they do. */
    public DataSize beside() {
        return DataSize.ofBytes(Math.max(0, total.toBytes() - serverHeap.toBytes() - SERVER_BESIDE_ITS_HEAP.toBytes()));
    }

    /** How many trials there is room for at once: one in any case. */
    int trialsAtOnce(int most) {
        return Math.clamp(beside().toBytes() / COMFORTABLE_TRIAL.toBytes(), 1, most);
    }

    /**
     * What each of so many trials at once may take.
     *
     * @param most what the settings allow
     */
    DataSize leftForTrial(DataSize most, int trials) {
        return smaller(most, DataSize.ofBytes(beside().toBytes() / trials));
    }

    /** The least that a module of this size takes in a trial. */
    static DataSize leastForTrial(DataSize module) {
        return DataSize.ofBytes(LEAST_TRAINER.toBytes() + COPIES_IN_A_TRIAL * module.toBytes());
    }

    private static DataSize smaller(DataSize one, DataSize other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
