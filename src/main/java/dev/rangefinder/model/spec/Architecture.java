package dev.rangefinder.model.spec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** A family of networks and its parameters: what a submission names, still without the shape of the data. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "architecture")
public sealed interface Architecture
        permits LinearModel, Mlp, LeNet, Cifar10Quick, Cifar10Full, Cifar10FullSigmoidBn, ResNet {

    /**
     * The network for samples of {@code input} and one output per class.
     *
     * @throws DoesNotFitException if this architecture cannot take such samples
     */
    Network network(Shape input, int classes);
}
