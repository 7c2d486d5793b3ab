package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.file.Converted;
import dev.rangefinder.dataset.format.file.Description;
import dev.rangefinder.dataset.samples.Allowance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes the built-in data sets where they are missing or damaged, before the first request can ask for them. */
@Component
class BuiltIns implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(BuiltIns.class);

    private final DataSetRepository dataSets;
    private final DataSetFiles files;
    private final TransactionTemplate transaction;
    private final Clock clock;

    BuiltIns(DataSetRepository dataSets, DataSetFiles files, TransactionTemplate transaction, Clock clock) {
        this.dataSets = dataSets;
        this.files = files;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public void afterSingletonsInstantiated() {
        for (BuiltIn builtIn : BuiltIn.ALL) {
            if (!files.areWhole(builtIn.contentHash(), builtIn.layout())) {
                make(builtIn);
            }
            transaction.executeWithoutResult(status -> register(builtIn));
        }
    }

    private void make(BuiltIn builtIn) {
        long start = System.nanoTime();
        try (IncomingDataSet made = files.write(Allowance.unlimited(), writer -> {
            builtIn.write(writer);
            return new Converted(
                    builtIn.layout(),
                    Description.ofNumbers(
                            Description.Split.ofParts(),
                            builtIn.layout().classes(),
                            writer.train().labels().counts(),
                            writer.test().labels().counts()));
        })) {
            if (!made.contentHash().equals(builtIn.contentHash())) {
                throw new IllegalStateException("the data set %s came out as %s, expected %s"
                        .formatted(builtIn.name(), made.contentHash(), builtIn.contentHash()));
            }
            files.install(made);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
        LOG.info(
                "Made the data set {} in {} ms",
                builtIn.name(),
                Duration.ofNanos(System.nanoTime() - start).toMillis());
    }

    private void register(BuiltIn builtIn) {
        dataSets.lockCatalogue();
        DataSet dataSet = dataSets.findByName(builtIn.name())
                .orElseGet(() -> dataSets.save(DataSet.builtIn(builtIn, clock.instant())));
        if (dataSet.builtIn()) {
            dataSet.become(builtIn);
        } else {
            LOG.warn("The name {} stands for an uploaded data set; the built-in one is hidden", builtIn.name());
        }
    }
}
