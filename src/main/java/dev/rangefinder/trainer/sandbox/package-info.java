/** Confines a process by the kernel, whatever the program in it does: Landlock for files, seccomp for system calls. */
@NullMarked
package dev.rangefinder.trainer.sandbox;

import org.jspecify.annotations.NullMarked;
