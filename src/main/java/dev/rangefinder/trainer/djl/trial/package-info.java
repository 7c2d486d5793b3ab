/** Whether an engine computes what a training needs, held against numbers that are known. */
@NullMarked
package dev.rangefinder.trainer.djl.trial;

import org.jspecify.annotations.NullMarked;
