package io.seine.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/// A Chromium without a window, as Debian installs it with its driver: packages chromium and chromium-driver.
public final class Browser implements AutoCloseable {
    /// Where [#required] is said: `SEINE_BROWSER=required`.
    private static final String VARIABLE = "SEINE_BROWSER";

    private static final Duration AWAITED = Duration.ofSeconds(20);
    private static final Duration LOOKS_EVERY = Duration.ofMillis(50);

    /// Selenium warns that it does not know so new a browser; what it does not know is not used.
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /// Whether both programs are there.
    public static boolean installed() {
        return program("chromium").isPresent() && program("chromedriver").isPresent();
    }

    /// Whether tests must not be passed over where it is missing.
    public static boolean required() {
        return "required".equals(System.getenv(VARIABLE));
    }

    /// A browser that keeps what it keeps below `folder`.
    public static Browser start(Path folder) {
        SELENIUM.setLevel(Level.SEVERE);
        var options = new ChromeOptions().setBinary(program("chromium").orElseThrow());
        options.addArguments(List.of(
                "--headless=new",
                "--no-sandbox", // as root there is none
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                "--hide-scrollbars",
                "--user-data-dir=" + folder.resolve("browser")));
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(program("chromedriver").orElseThrow())
                .usingAnyFreePort()
                .withSilent(true)
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static Optional<File> program(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toFile)
                .findFirst();
    }

    /// Opens an address, as if in a new window that knows nothing yet.
    public void open(String address) {
        driver.get("about:blank");
        driver.get(address);
    }

    /// Loads the page again.
    public void reload() {
        driver.navigate().refresh();
    }

    /// Gives the window a size in pixels.
    public void size(int width, int height) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
    }

    /// Makes the page believe that it is light or dark around it.
    public void scheme(String scheme) {
        var feature = Map.of("name", "prefers-color-scheme", "value", scheme);
        driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
    }

    /// Makes the page believe that nobody can see it, or that somebody can again.
    public void hidden(boolean hidden) {
        run("""
                Object.defineProperty(document, 'hidden', { configurable: true, get: () => arguments[0] });
                document.dispatchEvent(new Event('visibilitychange'));""".replace("arguments[0]", "" + hidden));
    }

    /// The visible element that a selector finds, as soon as there is one.
    public WebElement find(String selector) {
        await(selector, () -> !visible(selector).isEmpty());
        return visible(selector).getFirst();
    }

    /// The visible elements that a selector finds now.
    public List<WebElement> visible(String selector) {
        return driver.findElements(By.cssSelector(selector)).stream()
                .filter(WebElement::isDisplayed)
                .toList();
    }

    /// How many elements a selector finds now.
    public int count(String selector) {
        return driver.findElements(By.cssSelector(selector)).size();
    }

    /// What a visible element says.
    public String text(String selector) {
        return find(selector).getText();
    }

    /// Clicks on the element that a selector finds, as soon as it is there.
    public void click(String selector) {
        find(selector).click();
    }

    /// Presses keys, on whatever has the focus.
    public void press(CharSequence... keys) {
        driver.switchTo().activeElement().sendKeys(keys);
    }

    /// What a script returns.
    public @Nullable Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    /// What the page's console tells of errors.
    public List<String> complaints() {
        return driver.manage().logs().get("browser").getAll().stream()
                .map(entry -> entry.getLevel() + " " + entry.getMessage())
                .toList();
    }

    /// Returns as soon as what is wanted holds.
    public void await(String what, BooleanSupplier wanted) {
        long end = System.nanoTime() + AWAITED.toNanos();
        while (!holds(wanted)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not: " + what + "\n" + complaints() + "\n"
                        + driver.findElement(By.tagName("body")).getText());
            }
            LockSupport.parkNanos(LOOKS_EVERY.toNanos());
        }
    }

    private static boolean holds(BooleanSupplier wanted) {
        try {
            return wanted.getAsBoolean();
        } catch (StaleElementReferenceException e) {
            return false; // the page has changed meanwhile
        }
    }

    @Override
    public void close() {
        driver.quit();
    }
}
