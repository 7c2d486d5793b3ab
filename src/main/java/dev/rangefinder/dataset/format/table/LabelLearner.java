package dev.rangefinder.dataset.format.table;

import dev.rangefinder.dataset.format.file.InvalidFileException;

/** Learns from all values of a column what is to be learned of them. */
sealed interface LabelLearner permits ClassLearner, AmountLearner {

    void see(CsvTable.Row row);

    /**
     * What they are.
     *
     * @throws InvalidFileException if nothing can be learned of them
     */
    Label learned(CsvTable table);
}
