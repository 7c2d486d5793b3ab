package dev.rangefinder.lane;

import dev.rangefinder.lane.engine.Checkup;
import dev.rangefinder.lane.engine.EngineSettings;
import dev.rangefinder.lane.gpu.GpuSettings;
import dev.rangefinder.lane.gpu.Gpus;
import dev.rangefinder.lane.gpu.NvidiaSmi;
import dev.rangefinder.shared.DataDirectory;
import java.io.PrintStream;
import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Says in plain lines which GPUs and engines there are and whether they compute, without a service or a database. */
public final class DoctorProgram {

    /** The first argument of a program that is to be the doctor. */
    public static final String COMMAND = "doctor";

    private DoctorProgram() {}

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties({EngineSettings.class, GpuSettings.class, DataDirectory.class})
    static class Settings {}

    /** Further arguments are settings of the service. Ends with 0 if what they ask for works, else with 1. */
    public static void main(String[] arguments) {
        boolean isWell;
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Settings.class)
                .web(WebApplicationType.NONE)
                .properties("spring.main.banner-mode=off", "logging.level.root=error")
                .run(arguments)) {
            isWell = examine(
                    context.getBean(EngineSettings.class),
                    context.getBean(GpuSettings.class),
                    context.getBean(DataDirectory.class),
                    System.out);
        }
        System.exit(isWell ? 0 : 1);
    }

    private static boolean examine(EngineSettings engine, GpuSettings gpu, DataDirectory data, PrintStream out) {
        Gpus gpus = Gpus.found(new NvidiaSmi(gpu.nvidiaSmi(), gpu.patience()), System.getenv("CUDA_VISIBLE_DEVICES"));
        boolean hasGpus = !gpus.usable().isEmpty();
        out.println("rangefinder.engine.pytorch: " + engine.pytorch());
        out.println("GPUs: "
                + (gpus.complaint().isEmpty() ? Integer.toString(gpus.usable().size()) : gpus.complaint()));
        gpus.usable().forEach(each -> out.printf("  %d, %s, %s%n", each.index(), each.model(), each.uuid()));
        List<Checkup.Finding> findings = Checkup.of(engine, data.resolve("engine"), hasGpus);
        for (Checkup.Finding finding : findings) {
            out.printf("%s: %s%s%n", finding.subject(), finding.isWell() ? "" : "NOT WELL: ", finding.said());
        }
        boolean isWell = findings.stream().allMatch(Checkup.Finding::isWell);
        out.println(isWell ? "All is well." : "Not all is well.");
        return isWell;
    }
}
