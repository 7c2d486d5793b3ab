package dev.rangefinder.comparison.submission;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.rangefinder.rangetest.submission.ReportedTerms;
import dev.rangefinder.run.spec.Workload;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the entries of a comparison train, and who does. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "execution")
public sealed interface Trained {

    /** The model, the data and the optimizer, as far as they are known. */
    String inWords();

    /** What its data are called, where that is said. */
    Optional<String> dataset();

    /**
     * By the lanes of the service.
     *
     * @param flatness whether that of the minima is measured, too
     */
    @JsonTypeName("managed")
    record Managed(Workload workload, boolean flatness) implements Trained {

        @Override
        public String inWords() {
            return workload.inWords();
        }

        @Override
        public Optional<String> dataset() {
            return Optional.of(workload.dataset());
        }
    }

    /**
     * By its client.
     *
     * @param classes that the samples are told apart in, where the client says so
     */
    @JsonTypeName("reported")
    record Reported(ReportedTerms terms, @Nullable Integer classes) implements Trained {

        @Override
        public String inWords() {
            return terms.workload().inWords();
        }

        @Override
        public Optional<String> dataset() {
            return Optional.ofNullable(terms.workload().dataset());
        }
    }
}
