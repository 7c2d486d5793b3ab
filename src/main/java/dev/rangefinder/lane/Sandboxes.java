package dev.rangefinder.lane;

import dev.rangefinder.lane.process.MachineMemory;
import dev.rangefinder.model.ModelSettings;
import java.nio.file.Path;
import java.util.Optional;
import org.springframework.util.unit.DataSize;

/**
 * What is around the runs of uploaded models.
 *
 * @param areRequired false where the operator has switched them off
 * @param engine the directory of the native engine, which each may read
 * @param machine this one
 */
record Sandboxes(boolean areRequired, Path engine, MachineMemory machine) {

    static Sandboxes of(ModelSettings settings, Path engine, MachineMemory machine) {
        return new Sandboxes(settings.confinement() == ModelSettings.Confinement.REQUIRED, engine, machine);
    }

    /** What one may take so that this server goes on; of another machine nothing is known. */
    Optional<DataSize> memory(boolean isHere) {
        return isHere ? Optional.of(machine.beside()) : Optional.empty();
    }
}
