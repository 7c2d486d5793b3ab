/** What is trained: the forward pass of a built-in network, and its weights. */
@NullMarked
package dev.rangefinder.trainer.djl.network;

import org.jspecify.annotations.NullMarked;
