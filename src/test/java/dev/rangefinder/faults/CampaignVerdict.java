package dev.rangefinder.faults;

import java.util.List;
import java.util.stream.Collectors;

/** All findings of a campaign. */
record CampaignVerdict(List<Finding> findings) {

    private static final int SHOWN = 5;

    String table() {
        return findings.stream()
                .map(finding -> "| %s | %d | %,d | %s |%n"
                        .formatted(finding.offence(), finding.offences().size(), finding.tries(), finding.bound()))
                .collect(Collectors.joining("", """
                        | what must not be | seen | of | so, at 95 % |
                        |---|---|---|---|
                        """, ""));
    }

    /** What was found, with the rows that show it; empty if all is well. */
    String evidence() {
        return findings.stream()
                .filter(finding -> !finding.offences().isEmpty())
                .map(finding -> "%s: %d of %d%n  %s"
                        .formatted(
                                finding.offence(),
                                finding.offences().size(),
                                finding.tries(),
                                finding.offences().stream().limit(SHOWN).collect(Collectors.joining("\n  "))))
                .collect(Collectors.joining("\n"));
    }
}
