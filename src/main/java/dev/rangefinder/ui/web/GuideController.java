package dev.rangefinder.ui.web;

import java.io.IOException;
import java.util.Optional;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Serves the documents that answers link to. */
@Controller
class GuideController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");

    private final Guide guide;

    GuideController(Guide guide) {
        this.guide = guide;
    }

    @GetMapping("/docs/{name:[a-z-]+}")
    ResponseEntity<String> document(@PathVariable String name) throws IOException, NoResourceFoundException {
        Optional<String> page = guide.page(name);
        if (page.isEmpty()) {
            throw new NoResourceFoundException(HttpMethod.GET, "/docs/" + name, name);
        }
        return ResponseEntity.ok().contentType(HTML).body(page.get());
    }
}
