/** The addresses of the page, and the headers of every answer that confine what a browser makes of it. */
@NullMarked
package dev.rangefinder.ui.web;

import org.jspecify.annotations.NullMarked;
