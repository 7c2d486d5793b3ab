/** Uploaded TorchScript modules: read before PyTorch reads them, tried out, trained. */
@NullMarked
package dev.rangefinder.trainer.djl.script;

import org.jspecify.annotations.NullMarked;
