package dev.rangefinder.model.spec;

/** A family of networks that comes with the service, and its parameters, still without the shape of the data. */
public sealed interface Architecture extends Model
        permits LinearModel,
                Mlp,
                LeNet,
                Cifar10Quick,
                Cifar10Full,
                Cifar10FullSigmoidBn,
                ResNet,
                DenseNet,
                AlexNet,
                GoogLeNet,
                Gpt,
                Vit {

    /** Whether it reads the tokens of a text: no other architecture takes those, and it takes nothing else. */
    default boolean readsTokens() {
        return false;
    }

    /**
     * The network for samples of {@code input} and one output per class.
     *
     * @throws DoesNotFitException if this architecture cannot take such samples
     */
    Network network(Shape input, int classes);
}
