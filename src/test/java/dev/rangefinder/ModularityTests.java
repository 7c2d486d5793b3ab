package dev.rangefinder;

import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    @Test
    void everyRoomUsesOnlyTheRoomsThatItSaysItUses() {
        ApplicationModules.of(RangefinderApplication.class).verify();
    }
}
