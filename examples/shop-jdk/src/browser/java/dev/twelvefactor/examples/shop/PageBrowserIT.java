// SPDX-License-Identifier: Apache-2.0
// Copyright the twelvefactor authors
package dev.twelvefactor.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.twelvefactor.testkit.RedisProcess;
import dev.twelvefactor.testkit.S3Server;
import dev.twelvefactor.testkit.WithRedis;
import dev.twelvefactor.testkit.WithS3;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.ExpectedCondition;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * The page in a real browser. {@code CHROMIUM} and {@code CHROMEDRIVER} say where they are; what it
 * looks like is left in {@code target/page}.
 */
@WithRedis
@WithS3
class PageBrowserIT {

  private static final Path JAR = Path.of("target", "shop.jar");
  private static final Path PICTURES = Path.of("target", "page");

  private ShopProcess shop;
  private ChromeDriver browser;

  @BeforeEach
  void open(RedisProcess redis, S3Server s3) {
    shop = new Shops(JAR, redis, s3).start();
    browser = browser();
    browser.get(shop.address() + "/");
  }

  @AfterEach
  void close() {
    browser.quit();
    shop.close();
  }

  private static ChromeDriver browser() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium"));
    options.addArguments("--headless=new", "--no-sandbox", "--window-size=1200,900");
    String driver = System.getenv().getOrDefault("CHROMEDRIVER", "/usr/bin/chromedriver");
    return new ChromeDriver(
        new ChromeDriverService.Builder()
            .usingDriverExecutable(Path.of(driver).toFile())
            .build(),
        options);
  }

  @Test
  void order_doubleClick_isOneOrder() {
    add("tea");
    add("tea");
    add("cake");
    await("the total", driver -> text("#cart-total").contains("12.20"));
    login("ada");

    new Actions(browser).doubleClick(find("#order")).perform();

    await("the order", driver -> text("#notice").contains("Ordered for €12.20"));
    await("an empty cart", driver -> find("#cart-empty").isDisplayed());
    picture("ordered");
    Customer anybody = new Customer();
    assertThat(anybody.get(shop.address(), "/orders/count").body()).isEqualTo("{\"count\":1}");
    List<String> posted =
        shop.lines().stream()
            .filter(line -> line.contains("request_started") && line.contains("\"/orders\""))
            .toList();
    assertThat(posted).as("both clicks came through").hasSize(2);
    assertNoErrors();
  }

  @Test
  void picture_chosen_goesStraightToStorageWithProgress(@TempDir Path folder) throws IOException {
    login("ada");
    browser.executeScript(
        "window.seen = [];"
            + "new MutationObserver(() => seen.push(document.querySelector('progress').value))"
            + ".observe(document.querySelector('progress'), {attributes: true});");

    find("#file").sendKeys(noise(folder.resolve("noise.png")).toString());

    await("the picture", driver -> (Boolean) browser.executeScript(
        "const i = document.querySelector('#pictures img'); return Boolean(i && i.naturalWidth);"));
    picture("uploaded");
    assertThat(browser.executeScript("return seen.at(-1)")).isEqualTo(100L);
    assertThat(shop.lines()).anyMatch(line -> line.contains("upload_confirmed"));
    assertThat(shop.lines()).noneMatch(line -> line.contains("\"path\":\"/uploads\""));
    assertNoErrors();
  }

  @Test
  void picture_thatIsNone_isRefusedWithWords(@TempDir Path folder) throws IOException {
    login("ada");
    Path page = Files.writeString(folder.resolve("page.png"), "<script>alert(1)</script>");

    find("#file").sendKeys(page.toString());

    await("the refusal", driver -> text("#notice").contains("only pictures"));
    assertThat(browser.findElements(By.cssSelector("#pictures img"))).isEmpty();
  }

  @Test
  void devices_logOutEverywhere_endsAllSessions() {
    Customer phone = Customer.at("Ada's phone");
    phone.post(shop.address(), "/login", "{\"user\":\"ada\"}");
    login("ada");
    await("both devices", driver -> browser.findElements(By.cssSelector("#devices li")).size() == 2);
    picture("devices");
    assertThat(text("#devices")).contains("Ada's phone", "this device");

    find("#logout-everywhere").click();

    await("the login", driver -> find("#login").isDisplayed());
    assertThat(phone.get(shop.address(), "/me").status()).isEqualTo(401);
    assertNoErrors();
  }

  private void add(String sku) {
    int before = browser.findElements(By.cssSelector("#cart li")).size();
    String cart = text("#cart");
    await("the shelf", driver -> !browser.findElements(By.cssSelector("[data-sku]")).isEmpty());
    find("[data-sku=" + sku + "]").click();
    await(sku + " beside " + before, driver -> !text("#cart").equals(cart));
  }

  private void login(String user) {
    find("[name=user]").sendKeys(user);
    find("#login button").click();
    await("the greeting", driver -> text("#account").contains(user));
    await("this device", driver -> text("#devices").contains("this device"));
  }

  private WebElement find(String selector) {
    return browser.findElement(By.cssSelector(selector));
  }

  private String text(String selector) {
    return find(selector).getText();
  }

  private void await(String what, ExpectedCondition<Boolean> condition) {
    new WebDriverWait(browser, Duration.ofSeconds(20))
        .withMessage(() -> what + "; the page says: " + text("body"))
        .until(condition);
  }

  /** What the page logged as an error; refusals of the shop are none. */
  private void assertNoErrors() {
    assertThat(browser.manage().logs().get("browser").getAll())
        .filteredOn(entry -> !entry.getMessage().contains("401 (Unauthorized)"))
        .isEmpty();
  }

  private void picture(String name) {
    try {
      Files.createDirectories(PICTURES);
      Files.write(PICTURES.resolve(name + ".png"), browser.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Some megabytes, so that there is progress to see. */
  private static Path noise(Path file) throws IOException {
    BufferedImage image = new BufferedImage(1200, 1000, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int x = 0; x < image.getWidth(); x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ImageIO.write(image, "png", file.toFile());
    return file;
  }
}
