package dev.rangefinder;

import dev.rangefinder.access.KeysProgram;
import dev.rangefinder.lane.DoctorProgram;
import dev.rangefinder.shared.PrivateFiles;
import dev.rangefinder.trainer.EngineTrialProgram;
import dev.rangefinder.trainer.SandboxProgram;
import dev.rangefinder.trainer.TrainerProgram;
import dev.rangefinder.trainer.TrialProgram;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts the service; with {@code keys} as the first argument, the command that makes keys, or with {@code doctor} the
 * one that looks at GPUs and engines; or, with {@code trainer}, {@code trial}, {@code engine-trial} or {@code sandbox},
 * what the service starts itself.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RangefinderApplication {

    public static void main(String[] args) {
        switch (args.length > 0 ? args[0] : "") {
            case KeysProgram.COMMAND -> KeysProgram.main(Arrays.copyOfRange(args, 1, args.length));
            case TrainerProgram.COMMAND -> TrainerProgram.main(Arrays.copyOfRange(args, 1, args.length));
            case SandboxProgram.COMMAND -> SandboxProgram.main(Arrays.copyOfRange(args, 1, args.length));
            case DoctorProgram.COMMAND -> DoctorProgram.main(Arrays.copyOfRange(args, 1, args.length));
            case EngineTrialProgram.COMMAND -> EngineTrialProgram.main(Arrays.copyOfRange(args, 1, args.length));
            case TrialProgram.COMMAND -> TrialProgram.main(Arrays.copyOfRange(args, 1, args.length));
            default -> {
                PrivateFiles.fromNowOn();
                SpringApplication.run(RangefinderApplication.class, args);
            }
        }
    }
}
