package dev.rangefinder.dataset;

import dev.rangefinder.dataset.format.Layout;
import dev.rangefinder.shared.JsonColumn;
import tools.jackson.core.type.TypeReference;

/** The column that holds a layout. */
final class LayoutColumn extends JsonColumn<Layout> {
    LayoutColumn() {
        super(new TypeReference<>() {});
    }
}
