/** The two programs in this jar: the service, and the trainer that it starts for every run. */
@NullMarked
package dev.rangefinder;

import org.jspecify.annotations.NullMarked;
