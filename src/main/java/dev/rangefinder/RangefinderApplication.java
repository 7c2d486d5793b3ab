package dev.rangefinder;

import dev.rangefinder.trainer.TrainerProgram;
import java.util.Arrays;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the service or, with {@code trainer} as the first argument, one of the trainers that it starts itself. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class RangefinderApplication {

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(TrainerProgram.COMMAND)) {
            TrainerProgram.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            SpringApplication.run(RangefinderApplication.class, args);
        }
    }
}
