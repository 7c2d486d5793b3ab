package dev.rangefinder;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the service. */
@SpringBootApplication
public class RangefinderApplication {

    public static void main(String[] args) {
        SpringApplication.run(RangefinderApplication.class, args);
    }
}
