package dev.rangefinder.run.web;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request that waits until something is over ({@code Prefer: wait=30}, RFC 7240, section 4.3).
 *
 * @param granted how long it may wait
 */
public record LongPoll(Duration granted) {

    /** Proxies tend to cut a silent connection after a minute. */
    private static final long LONGEST_SECONDS = 60;

    private static final Pattern WAIT = Pattern.compile("(?:^|[,;\\s])wait\\s*=\\s*(\\d{1,9})(?:$|[,;\\s])");

    /** Empty if the request does not ask to wait. */
    public static Optional<LongPoll> of(@Nullable String prefer) {
        Matcher matcher = WAIT.matcher(prefer == null ? "" : prefer);
        return matcher.find()
                ? Optional.of(
                        new LongPoll(Duration.ofSeconds(Math.min(Long.parseLong(matcher.group(1)), LONGEST_SECONDS))))
                : Optional.empty();
    }

    /** What the answer says in {@code Preference-Applied}. */
    public String applied() {
        return "wait=" + granted.toSeconds();
    }
}
