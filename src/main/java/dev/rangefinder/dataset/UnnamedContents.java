package dev.rangefinder.dataset;

import dev.rangefinder.shared.files.ReceivedContents;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Samples that have no name in the catalogue. */
@Component
class UnnamedContents extends ReceivedContents {

    UnnamedContents(JdbcClient jdbc, DataSetRepository dataSets, DataSetFiles files) {
        super(jdbc, "data_set", dataSets::lockCatalogue, files.contents());
    }

    @Override
    public String name() {
        return "data set files without a name";
    }
}
