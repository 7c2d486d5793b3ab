package dev.rangefinder.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.Keys;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real browser without a window, Debian's Chromium, that looks at a server's page. */
public final class Browser implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String AXE = axe();

    private final ChromeDriver driver;
    private final String server;

    private Browser(ChromeDriver driver, String server) {
        this.driver = driver;
        this.server = server;
    }

    /** Whether there is one on this machine; {@code .ci/run} installs it. */
    public static boolean isInstalled() {
        return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    }

    public static Browser of(int port) {
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        ChromeOptions options = new ChromeOptions()
                .setBinary(CHROMIUM.toFile())
                .addArguments(
                        "--headless=new",
                        "--no-sandbox", // Chromium has none when it is root's
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--lang=en",
                        "--window-size=1280,900");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options), "http://127.0.0.1:" + port);
    }

    /** Goes there, whatever comes: a page that asks for a key has nothing else to show. */
    public void visit(String path) {
        driver.get(server + path);
    }

    public void open(String path) {
        visit(path);
        await(() -> assertThat(driver.findElements(By.cssSelector("main h1"))).isNotEmpty());
    }

    /** From the start of a visit until an element is there. */
    public double millisecondsUntil(String path, String selector) {
        Object watch = driver.executeCdpCommand(
                        "Page.addScriptToEvaluateOnNewDocument", Map.of("source", """
                        new MutationObserver((_, seen) => {
                          if (document.querySelector("%s")) { window.seenAt = performance.now(); seen.disconnect(); }
                        }).observe(document, { subtree: true, childList: true })""".formatted(selector)))
                .get("identifier");
        driver.get(server + path);
        find(selector);
        driver.executeCdpCommand("Page.removeScriptToEvaluateOnNewDocument", Map.of("identifier", watch));
        return ((Number) run("return window.seenAt")).doubleValue();
    }

    public void reload() {
        driver.navigate().refresh();
        await(() -> assertThat(driver.findElements(By.cssSelector("main h1"))).isNotEmpty());
    }

    /** As wide as a telephone, or as a desk has. */
    public void width(int pixels) {
        driver.manage().window().setSize(new Dimension(pixels, 900));
    }

    /** What the person who looks prefers: {@code light} or {@code dark}. */
    public void prefer(String scheme) {
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** The first element, as soon as it is there. */
    public WebElement find(String selector) {
        await(() -> assertThat(driver.findElements(By.cssSelector(selector)))
                .as(selector)
                .isNotEmpty());
        return driver.findElement(By.cssSelector(selector));
    }

    /** Clicks it, as soon as it is there and stays. */
    public void click(String selector) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(() -> find(selector).click());
    }

    public List<WebElement> all(String selector) {
        return driver.findElements(By.cssSelector(selector));
    }

    public String address() {
        return driver.getCurrentUrl().substring(server.length());
    }

    public void press(CharSequence... keys) {
        new Actions(driver).sendKeys(keys).perform();
    }

    /** Moves the focus on by the keyboard, and says what has it then, as {@code tag text}. */
    public String tab() {
        press(Keys.TAB);
        return (String)
                driver.executeScript(
                        "const e = document.activeElement; return e.tagName.toLowerCase() + ' ' + (e.getAttribute('aria-label') ?? e.textContent.trim() ?? e.name)");
    }

    /** Moves the focus back by the keyboard. */
    public void tabBack() {
        pressWithShift(Keys.TAB);
    }

    /**
     * Goes through the page by the tabulator alone, from its start to its end, and says what those miss who have no mouse:
     * what can be used and never has the focus, and what has it out of sight or without showing it.
     */
    @SuppressWarnings("unchecked")
    public List<String> missedByKeyboard() {
        run("document.activeElement.blur(); window.reached = new Set(); window.unseen = []");
        for (boolean goesOn = true; goesOn; ) {
            press(Keys.TAB);
            goesOn = (boolean) run("""
                    const focused = document.activeElement;
                    if (focused === document.body) return false;
                    const { top, bottom, width } = focused.getBoundingClientRect();
                    const isInSight = bottom > 0 && top < innerHeight && width > 0;
                    const isShown = isInSight && getComputedStyle(focused).outlineStyle !== 'none';
                    // The parts of a field, such as the calendar of a date, show it by themselves.
                    if (!isShown && !reached.has(focused)) unseen.push(focused.outerHTML);
                    reached.add(focused);
                    return reached.size < 300;""");
        }
        return (List<String>) run("""
                const usable = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
                const missed = [...document.querySelectorAll(usable)].filter(
                    element => !reached.has(element) && !element.disabled && element.checkVisibility() && element.tabIndex >= 0);
                return [...missed.map(element => element.outerHTML), ...unseen];""");
    }

    public void pressWithShift(Keys key) {
        new Actions(driver).keyDown(Keys.SHIFT).sendKeys(key).keyUp(Keys.SHIFT).perform();
    }

    public Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /** A script whose last argument is to be called with its result. */
    public Object runUntilCalled(String script) {
        driver.manage().timeouts().scriptTimeout(PATIENCE);
        return driver.executeAsyncScript(script);
    }

    /** Holds what is asserted, in the end. */
    public void await(Runnable assertion) {
        Awaitility.await()
                .atMost(PATIENCE)
                .ignoreException(StaleElementReferenceException.class)
                .untilAsserted(assertion::run);
    }

    /** From now on no request comes through. */
    public void cutOff() {
        network(true, -1);
    }

    /** From now on no more than so much is sent, or as much as there is with {@code -1}. */
    public void send(int bytesPerSecond) {
        network(false, bytesPerSecond);
    }

    private void network(boolean isCutOff, int bytesPerSecond) {
        driver.executeCdpCommand("Network.enable", Map.of());
        driver.executeCdpCommand(
                "Network.emulateNetworkConditions",
                Map.of(
                        "offline",
                        isCutOff,
                        "latency",
                        0,
                        "downloadThroughput",
                        -1,
                        "uploadThroughput",
                        bytesPerSecond));
    }

    /** What the console has complained about since it was last asked. */
    public List<String> complaints() {
        return StreamSupport.stream(driver.manage().logs().get(LogType.BROWSER).spliterator(), false)
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::getMessage)
                .toList();
    }

    /** The addresses that were asked for since they were last asked for here. */
    public List<String> requests() {
        return StreamSupport.stream(
                        driver.manage().logs().get(LogType.PERFORMANCE).spliterator(), false)
                .map(entry -> JSON.readTree(entry.getMessage()).path("message"))
                .filter(message -> message.path("method").asString().equals("Network.requestWillBeSent"))
                .map(message ->
                        message.path("params").path("request").path("url").asString())
                .filter(address -> address.startsWith("http"))
                .toList();
    }

    /** What axe-core finds on the page that is shown that keeps people from reading or using it. */
    public List<String> seriousViolations() {
        run(AXE);
        JsonNode violations = JSON.valueToTree(
                runUntilCalled("const done = arguments[0]; axe.run().then(result => done(result.violations))"));
        return violations
                .valueStream()
                .filter(violation -> List.of("serious", "critical")
                        .contains(violation.path("impact").asString()))
                .map(JsonNode::toString)
                .toList();
    }

    private static String axe() {
        try (InputStream script =
                Browser.class.getResourceAsStream("/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException exception) {
            throw new UncheckedIOException(exception);
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
