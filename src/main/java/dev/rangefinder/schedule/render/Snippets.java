package dev.rangefinder.schedule.render;

import dev.rangefinder.schedule.Schedule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Programs that compute a schedule where the training runs, without this service. All of them contain the plain Python
 * functions; the frameworks only ask them for numbers, so that no framework's own reading of a policy can differ.
 */
public final class Snippets {

    private static final String PYTORCH = """

            import torch


            def attach(optimizer):
                for group in optimizer.param_groups:  # LambdaLR multiplies, so 1 makes lr() the rate itself
                    group["lr"] = group["initial_lr"] = 1.0
                return torch.optim.lr_scheduler.LambdaLR(optimizer, lr)


            # scheduler = attach(optimizer)
            # for batch in batches:
            #     ... optimizer.step()
            #     scheduler.step()
            """;

    private static final String PYTORCH_WITH_MOMENTUM = """

            import torch


            def attach(optimizer):
                for group in optimizer.param_groups:  # LambdaLR multiplies, so 1 makes lr() the rate itself
                    group["lr"] = group["initial_lr"] = 1.0
                return torch.optim.lr_scheduler.LambdaLR(optimizer, lr)


            def set_momentum(optimizer, iteration):
                for group in optimizer.param_groups:
                    if "betas" in group:
                        group["betas"] = (momentum(iteration), *group["betas"][1:])
                    else:
                        group["momentum"] = momentum(iteration)


            # scheduler = attach(optimizer)
            # for batch in batches:
            #     set_momentum(optimizer, scheduler.last_epoch)
            #     ... optimizer.step()
            #     scheduler.step()
            """;

    private static final String KERAS = """

            import keras


            class Rates(keras.callbacks.Callback):
                def __init__(self):
                    super().__init__()
                    self.iteration = 0

                def on_train_batch_begin(self, batch, logs=None):
                    self.model.optimizer.learning_rate = lr(self.iteration)
                    self.iteration += 1


            # model.fit(..., callbacks=[Rates()])
            """;

    private static final String KERAS_WITH_MOMENTUM = """

            import keras


            class Rates(keras.callbacks.Callback):
                def __init__(self):
                    super().__init__()
                    self.iteration = 0

                def on_train_batch_begin(self, batch, logs=None):
                    self.model.optimizer.learning_rate = lr(self.iteration)
                    self.model.optimizer.momentum = momentum(self.iteration)
                    self.iteration += 1


            # model.compile(..., run_eagerly=True)  # a compiled step keeps the momentum that it was compiled with
            # model.fit(..., callbacks=[Rates()])
            """;

    private static final String OPTAX = """

            import jax
            import numpy as np
            import optax


            def on_host(function):  # jax counts in int32 and computes in float32; the formula stays in double
                def schedule(count):
                    return jax.pure_callback(
                        lambda i: np.float32(function(int(i))), jax.ShapeDtypeStruct((), np.float32), count
                    )

                return schedule


            """;

    private Snippets() {}

    /**
     * A program for each of {@code python}, {@code pytorch}, {@code keras} and {@code optax}, in that order.
     *
     * @param iterations the length of the run; past it the last rate holds
     */
    public static Map<String, String> of(Schedule schedule, long iterations) {
        String momentum = PythonFormula.momentum(schedule);
        boolean cyclesMomentum = !momentum.isEmpty();
        String python = PythonFormula.FUNCTIONS
                + function("lr", iterations, PythonFormula.rate(schedule))
                + (cyclesMomentum ? function("momentum", iterations, momentum) : "");
        SequencedMap<String, String> programs = new LinkedHashMap<>();
        programs.put("python", python);
        programs.put("pytorch", python + "\n" + (cyclesMomentum ? PYTORCH_WITH_MOMENTUM : PYTORCH));
        programs.put("keras", python + "\n" + (cyclesMomentum ? KERAS_WITH_MOMENTUM : KERAS));
        programs.put(
                "optax",
                python + "\n" + OPTAX
                        + (cyclesMomentum
                                ? "optimizer = optax.inject_hyperparams(optax.sgd)(learning_rate=on_host(lr), momentum=on_host(momentum))\n"
                                : "optimizer = optax.sgd(learning_rate=on_host(lr))\n"));
        return programs;
    }

    private static String function(String name, long iterations, String body) {
        return """


                def %s(iteration):
                    iteration = min(iteration, %d)  # past the end the last value holds
                %s""".formatted(name, iterations - 1, body.indent(4));
    }
}
