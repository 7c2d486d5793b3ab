package dev.rangefinder.ui.web;

import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/** Serves the one HTML file of the page at each of its addresses: its script shows the view that belongs there. */
@Controller
class PageController {

    @GetMapping(path = {"/", "/ui", "/ui/", "/ui/{view:[a-z-]+}", "/ui/range-tests/{id}", "/ui/comparisons/{id}"})
    String page() {
        return "forward:/ui/index.html";
    }

    /** The contract, rendered. */
    @GetMapping(path = {"/docs", "/docs/"})
    String contract() {
        return "forward:/docs/index.html";
    }
}
