package dev.rangefinder.dataset;

import dev.rangefinder.shared.Chore;
import dev.rangefinder.shared.files.ReceivedContents;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Samples that have no name in the catalogue. */
@Component
class UnnamedContents implements Chore {

    private final DataSetRepository dataSets;
    private final ReceivedContents received;

    UnnamedContents(JdbcClient jdbc, DataSetRepository dataSets, DataSetFiles files) {
        this.dataSets = dataSets;
        this.received = new ReceivedContents(jdbc, "data_set", files.contents());
    }

    void note(String contentHash) {
        received.note(contentHash);
    }

    @Override
    public String name() {
        return "data set files without a name";
    }

    @Override
    public int pass() {
        dataSets.lockCatalogue();
        return received.removeUnlisted();
    }

    /** Under the lock of the catalogue. */
    void remove(String contentHash) {
        received.remove(contentHash);
    }
}
