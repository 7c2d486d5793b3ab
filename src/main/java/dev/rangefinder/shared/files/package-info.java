/** Files below the data directory that are taken in whole or not at all, and kept under the hash of their content. */
@NamedInterface("files")
@NullMarked
package dev.rangefinder.shared.files;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
