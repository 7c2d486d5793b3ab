package dev.rangefinder.lane;

import dev.rangefinder.lane.process.TrainerLauncher;
import dev.rangefinder.lane.process.TrainerProcess;
import dev.rangefinder.run.Attempt;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Asks where a trainer was launched whether it can start at all, until it speaks or is gone: a pod whose image does not
 * exist waits as patiently as one that waits for a node.
 *
 * @param hopeless is told why it cannot
 */
record StartCheck(
        TrainerLauncher launcher, Attempt attempt, TrainerProcess trainer, Shutdown shutdown, Consumer<String> hopeless)
        implements Runnable {

    /** A mistake is told soon; a long wait for a node costs two questions a minute. */
    private static final Duration FIRST = Duration.ofSeconds(1);

    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public void run() {
        Duration pause = FIRST;
        while (true) {
            shutdown.pauseIdle(pause);
            if (shutdown.hasBegun() || !trainer.isAlive() || trainer.hasSpoken()) {
                return;
            }
            launcher.obstacle(attempt).ifPresent(hopeless);
            pause = pause.multipliedBy(2).compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
        }
    }
}
