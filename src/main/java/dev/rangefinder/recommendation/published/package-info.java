/** Pure: what other tools would suggest from the same raw curve, computed as they compute it. */
@NullMarked
package dev.rangefinder.recommendation.published;

import org.jspecify.annotations.NullMarked;
