package dev.rangefinder.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/** A service without keys that is told to listen where others reach it. */
class NoKeysException extends RuntimeException {

    private NoKeysException(String message) {
        super(message);
    }

    static NoKeysException ofAddress(@Nullable InetAddress address) {
        return new NoKeysException("The service would listen on %s, where all may do everything: there is no API key."
                .formatted(address == null ? "every address of this machine" : address.getHostAddress()));
    }

    static NoKeysException ofSetting() {
        return new NoKeysException(
                "rangefinder.access is keys, and there is no API key: no client could use the service.");
    }

    /** Says at start what to do about it; early, since Spring Boot's own analyzers see only that a bean is missing. */
    @Order(0)
    static class Analyzer extends AbstractFailureAnalyzer<NoKeysException> {

        @Override
        protected @Nullable FailureAnalysis analyze(Throwable rootFailure, NoKeysException cause) {
            return new FailureAnalysis(
                    String.valueOf(cause.getMessage()),
                    "Make one with \"java -jar … keys create --name=NAME --role=admin\" (with the settings of this server), or let all in with"
                            + " --rangefinder.access=open (RANGEFINDER_ACCESS) where only those reach it who may.",
                    cause);
        }
    }
}
