package dev.rangefinder.quota;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What each client may have. */
@Component
public class Quotas {

    private final Quota usual;
    private final Map<String, Quota> own = new TreeMap<>();

    Quotas(QuotaSettings settings) {
        this.usual = settings.usual();
        settings.clients().forEach((client, quota) -> own.put(client, quota.orElse(usual)));
    }

    public Quota of(String client) {
        return own.getOrDefault(client, usual);
    }

    /** What clients may have that have nothing of their own. */
    public Quota usual() {
        return usual;
    }

    /** What clients may have that have something of their own. */
    public Map<String, Quota> own() {
        return own;
    }
}
