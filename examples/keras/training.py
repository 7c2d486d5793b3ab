"""Trains a small network with Keras at the rates that a range test found."""

import keras
import numpy

from rangefinder.keras import RangeTest, Rates

keras.utils.set_random_seed(1)
inputs = numpy.random.normal(size=(3200, 20)).astype("float32")
targets = inputs[:, :5].argmax(1)
model = keras.Sequential([keras.Input((20,)), keras.layers.Dense(64, "relu"), keras.layers.Dense(5)])
model.compile(
    optimizer=keras.optimizers.SGD(0.01, momentum=0.9),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)

found = RangeTest(iterations=200).run(model, inputs, targets, batch_size=32)
print(found)
rates = Rates(found.schedule("one_cycle", iterations=400))
model.fit(inputs, targets, batch_size=32, epochs=4, callbacks=[rates], verbose=0)

print(f"accuracy {model.evaluate(inputs, targets, verbose=0)[1]:.3f}")
