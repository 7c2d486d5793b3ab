package dev.rangefinder.access;

import dev.rangefinder.shared.PageRequest;
import dev.rangefinder.shared.PrivateFiles;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * Makes, lists and revokes keys by the database itself, without a service: before its first start where others reach
 * it, or when no key of the role admin is left.
 */
public final class KeysProgram {

    public static final String COMMAND = "keys";

    private static final String USAGE = """
            keys create --name=NAME --role=read|report|submit|admin [--client=CLIENT] [--days=DAYS]
            keys list
            keys revoke --name=NAME
            Further options are settings of the service, which say where its database is. An embedded database is used by one
            process at a time: stop the service first, or ask it (POST /v1/keys).
            """;

    private static final int WRONG_USE = 2;

    private final ApiKeys keys;
    private final AuditTrail trail;
    private final PrintStream out;

    private KeysProgram(ApiKeys keys, AuditTrail trail, PrintStream out) {
        this.keys = keys;
        this.trail = trail;
        this.out = out;
    }

    public static void main(String[] args) {
        List<String> settings = new ArrayList<>(List.of("--logging.level.root=error"));
        Map<String, String> options = new LinkedHashMap<>();
        for (String arg : Arrays.asList(args).subList(Math.min(1, args.length), args.length)) {
            String[] parts = arg.split("=", 2);
            if (parts.length == 2 && parts[0].matches("--(name|role|client|days)")) {
                options.put(parts[0].substring(2), parts[1]);
            } else if (parts.length == 2 && parts[0].startsWith("--")) {
                settings.add(arg);
            } else {
                fail(USAGE);
            }
        }
        String verb = args.length == 0 ? "" : args[0];
        if (!List.of("create", "list", "revoke").contains(verb)) {
            fail(USAGE);
        }
        PrivateFiles.fromNowOn();
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Database.class)
                .web(WebApplicationType.NONE)
                .run(settings.toArray(String[]::new))) {
            new KeysProgram(context.getBean(ApiKeys.class), context.getBean(AuditTrail.class), System.out)
                    .carryOut(verb, options);
        } catch (IllegalArgumentException wrong) {
            fail(String.valueOf(wrong.getMessage()) + "\n");
        }
    }

    private static void fail(String reason) {
        System.err.print(reason);
        System.exit(WRONG_USE);
    }

    private void carryOut(String verb, Map<String, String> options) {
        switch (verb) {
            case "create" -> {
                NewKey wanted = wanted(options);
                note("keys create", wanted.name());
                out.println(keys.make(wanted).text());
            }
            case "list" -> list();
            default -> revoke(options.getOrDefault("name", ""));
        }
    }

    private void note(String action, String name) {
        UUID ignored = trail.begun("user " + System.getProperty("user.name"), action, name, "this machine");
    }

    private static NewKey wanted(Map<String, String> options) {
        @Nullable String days = options.get("days");
        return new NewKey(
                options.getOrDefault("name", ""),
                role(options.getOrDefault("role", "")),
                options.get("client"),
                days == null ? null : Instant.now().plus(Duration.ofDays(Long.parseLong(days))));
    }

    private static Role role(String name) {
        return Arrays.stream(Role.values())
                .filter(role -> role.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "role is %s, expected one of read, report, submit, admin".formatted(name)));
    }

    private void list() {
        @Nullable UUID before = null;
        List<ApiKey> found;
        do {
            PageRequest page = new PageRequest(500, before);
            found = keys.find(page);
            for (ApiKey key : found.subList(0, Math.min(found.size(), page.size()))) {
                out.printf(
                        "%s  %-6s  %s%s%n",
                        key.id(), key.role().name().toLowerCase(Locale.ROOT), key.name(), state(key));
                before = key.id();
            }
        } while (found.size() > 500);
    }

    private static String state(ApiKey key) {
        return key.revokedAt() != null
                ? ", revoked at " + key.revokedAt()
                : key.expiresAt() != null ? ", valid until " + key.expiresAt() : "";
    }

    private void revoke(String name) {
        UUID id = keys.named(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no key by the name %s.".formatted(name)));
        note("keys revoke", name);
        keys.revoke(id).ifPresent(key -> out.println("revoked"));
    }

    /** The keys and their database, and nothing that serves or trains; no configuration that the service's scan finds. */
    @ComponentScan(
            basePackages = {"dev.rangefinder.database", "dev.rangefinder.shared"},
            excludeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = "dev\\.rangefinder\\.shared\\.(web|files)\\..*"))
    @ConfigurationPropertiesScan({"dev.rangefinder.database", "dev.rangefinder.shared"})
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        TransactionAutoConfiguration.class
    })
    @Import({ApiKeys.class, AuditTrail.class})
    static final class Database {}
}
