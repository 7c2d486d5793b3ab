/** Pure: what is wrong with a test, in a sentence each, and the sweep that would answer what it did not. */
@NullMarked
package dev.rangefinder.recommendation.advice;

import org.jspecify.annotations.NullMarked;
