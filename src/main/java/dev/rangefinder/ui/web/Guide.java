package dev.rangefinder.ui.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The project's documents as a browser shows them. A link can go to each heading, and to each name that a document
 * explains, such as {@code #too_short}: a name's place is where it heads a row of a table, or else where it comes first.
 */
@Component
class Guide {

    private static final Pattern NAME = Pattern.compile("[a-z]+(_[a-z]+)*");

    /** Another document, beside this one. */
    private static final Pattern DOCUMENT = Pattern.compile("([a-z-]+)\\.md(#.*)?");

    private static final Pattern ELSEWHERE = Pattern.compile("#.*|https?://.*|/.*");

    private static final List<TablesExtension> TABLES = List.of((TablesExtension) TablesExtension.create());

    private final Parser parser = Parser.builder().extensions(TABLES).build();

    /**
     * Renders a document.
     *
     * @param name without its ending, of letters and hyphens
     * @return a whole page; empty if there is no such document
     */
    Optional<String> page(String name) throws IOException {
        ClassPathResource resource = new ClassPathResource("guide/%s.md".formatted(name));
        if (!resource.exists()) {
            return Optional.empty();
        }
        try (InputStream text = resource.getInputStream()) {
            Node document = parser.parse(new String(text.readAllBytes(), StandardCharsets.UTF_8));
            document.accept(new Links());
            return Optional.of(page(document));
        }
    }

    private static String page(Node document) {
        Names names = new Names();
        document.accept(names.ofRows());
        document.accept(names.ofText());
        String body = HtmlRenderer.builder()
                .extensions(TABLES)
                .extensions(List.of(HeadingAnchorExtension.create()))
                .escapeHtml(true)
                .attributeProviderFactory(context -> (node, tag, attributes) -> {
                    String id = names.places.get(node);
                    if (id != null) {
                        attributes.put("id", id);
                    }
                })
                .build()
                .render(document);
        return """
                <!doctype html>
                <html lang="en">
                  <head>
                    <meta charset="utf-8">
                    <meta name="viewport" content="width=device-width, initial-scale=1">
                    <meta name="color-scheme" content="light dark">
                    <title>%s – Rangefinder</title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml">
                    <link rel="stylesheet" href="/ui/style.css">
                  </head>
                  <body>
                    <header class="bar"><a class="brand" href="/"><img src="/favicon.svg" alt="" width="24" height="24"> Rangefinder</a></header>
                    <main class="guide">
                %s</main>
                  </body>
                </html>
                """.formatted(HtmlUtils.htmlEscape(title(document)), body);
    }

    private static String title(Node document) {
        return document.getFirstChild() instanceof Heading heading && heading.getFirstChild() instanceof Text text
                ? text.getLiteral()
                : "Guide";
    }

    /** Leads from document to document; a link to a file that is not served is left as text. */
    private static final class Links extends AbstractVisitor {

        @Override
        public void visit(Link link) {
            visitChildren(link);
            Matcher document = DOCUMENT.matcher(link.getDestination());
            if (document.matches()) {
                link.setDestination("/docs/" + document.group(1)
                        + Optional.ofNullable(document.group(2)).orElse(""));
            } else if (!ELSEWHERE.matcher(link.getDestination()).matches()) {
                while (link.getFirstChild() != null) {
                    link.insertBefore(link.getFirstChild());
                }
                link.unlink();
            }
        }
    }

    /** Where each name is explained. */
    private static final class Names {

        private final IdentityHashMap<Node, String> places = new IdentityHashMap<>();
        private final Set<String> taken = new HashSet<>();

        AbstractVisitor ofRows() {
            return new AbstractVisitor() {
                @Override
                public void visit(Code code) {
                    if (code.getParent() instanceof TableCell cell && cell.getPrevious() == null) {
                        place(code);
                    }
                }
            };
        }

        AbstractVisitor ofText() {
            return new AbstractVisitor() {
                @Override
                public void visit(Code code) {
                    place(code);
                }
            };
        }

        /** A row may have a second name, of a kind of the first: that is the one which it explains. */
        private void place(Code code) {
            if (NAME.matcher(code.getLiteral()).matches() && taken.add(code.getLiteral())) {
                places.put(code, code.getLiteral());
            }
        }
    }
}
