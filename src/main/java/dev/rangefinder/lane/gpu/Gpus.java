package dev.rangefinder.lane.gpu;

import dev.rangefinder.lane.program.NoAnswerException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The GPUs that this process may use, and how they were when the tool was last asked. */
public final class Gpus {

    private static final Logger LOG = LoggerFactory.getLogger(Gpus.class);

    private final NvidiaSmi tool;
    private final List<Gpu> usable;
    private volatile Look last;

    private Gpus(NvidiaSmi tool, List<Gpu> usable, Look first) {
        this.tool = tool;
        this.usable = usable;
        this.last = first;
    }

    /** What a look at the GPUs has shown: their states, or why the tool said none. */
    private record Look(Map<String, GpuState> states, String complaint) {}

    /**
     * Looks for them.
     *
     * @param visible the value of {@code CUDA_VISIBLE_DEVICES}, null where it is not set
     */
    public static Gpus found(NvidiaSmi tool, @Nullable String visible) {
        try {
            List<Gpu> usable = VisibleGpus.of(tool.gpus(), visible);
            return new Gpus(tool, usable, usable.isEmpty() ? new Look(Map.of(), "") : look(tool));
        } catch (NoAnswerException none) {
            return new Gpus(tool, List.of(), new Look(Map.of(), String.valueOf(none.getMessage())));
        }
    }

    public List<Gpu> usable() {
        return usable;
    }

    /** Why the tool has said nothing of any GPU; empty if it has. */
    public String complaint() {
        return last.complaint();
    }

    /** Asks the tool again. */
    public void lookAgain() {
        Look before = last;
        last = look(tool);
        if (!last.complaint().equals(before.complaint())) {
            LOG.warn("{}", last.complaint().isEmpty() ? "nvidia-smi answers again" : last.complaint());
        }
    }

    private static Look look(NvidiaSmi tool) {
        try {
            return new Look(tool.states(), "");
        } catch (NoAnswerException none) {
            return new Look(Map.of(), String.valueOf(none.getMessage()));
        }
    }

    public Optional<GpuState> state(Gpu gpu) {
        return Optional.ofNullable(last.states().get(gpu.whole()));
    }

    /** Why what is trained on it cannot be believed, or will never end; empty while the tool says nothing of the kind. */
    public Optional<String> sickness(Gpu gpu) {
        Look look = last;
        if (!look.complaint().isEmpty()) {
            return Optional.empty();
        }
        GpuState state = look.states().get(gpu.whole());
        return state == null ? Optional.of("nvidia-smi no longer lists it") : state.sickness();
    }

    /**
     * Why nothing is to be begun on it.
     *
     * @param leastFreeMegabytes what a run wants of its memory; nothing is known of that of a slice
     */
    public Optional<String> obstacle(Gpu gpu, long leastFreeMegabytes) {
        Look look = last;
        if (!look.complaint().isEmpty()) {
            return Optional.of(look.complaint());
        }
        return sickness(gpu).or(() -> shortage(gpu, leastFreeMegabytes));
    }

    private Optional<String> shortage(Gpu gpu, long leastFreeMegabytes) {
        if (gpu.sliceOf() != null) {
            return Optional.empty();
        }
        return state(gpu)
                .flatMap(GpuState::freeMegabytes)
                .filter(free -> free < leastFreeMegabytes)
                .map(free -> "%d MB of its memory are free, and %d are wanted".formatted(free, leastFreeMegabytes));
    }
}
