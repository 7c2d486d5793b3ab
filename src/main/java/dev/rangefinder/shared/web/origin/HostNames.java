package dev.rangefinder.shared.web.origin;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that a request may have this service by. A page elsewhere can have a name of its own resolve to this
 * machine, but neither {@code localhost}, which browsers resolve themselves, nor an address, which leads to where it
 * says.
 */
final class HostNames {

    private static final String ANY = "*";
    private static final String LOCALHOST = "localhost";

    private final Set<String> set;

    HostNames(List<String> set) {
        this.set = set.stream().map(HostNames::normal).collect(Collectors.toUnmodifiableSet());
    }

    boolean have(String host) {
        String name = normal(host);
        return set.contains(ANY)
                || areSet(name)
                || name.equals(LOCALHOST)
                || name.endsWith("." + LOCALHOST)
                || isAddress(name);
    }

    /** Whether the operator has named this one itself. */
    boolean areSet(String host) {
        return set.contains(normal(host));
    }

    private static boolean isAddress(String name) {
        try {
            InetAddress ignored = InetAddress.ofLiteral(name);
            return true;
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    /** Names have no case, and may end in the dot of the root. */
    private static String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
