"""Training by keyboard, what each tab shows, a wrong network, images, and the page on a phone in the dark."""

from studio.page import root
from studio.values import number

SETS = ("circle", "street", "kink")  # yes or no, several labels, a number over one column
# The tabs of the drawer, with something that each has to show.
TABS = {"Back propagation": ".backprop svg", "Why this answer": ".why-tab .answer", "Layers": ".card figure",
        "Mistakes": ".learning-curve", "Runs": "#tab-content table.plain", "Lesson": ".lessons nav li"}
ENDLESS = {"epochs": 1000000, "patience": 0}  # no machine is at the end before it is asked to pause


def batches(now):
    return now["training"]["epoch"] * now["training"]["steps_per_epoch"] + now["training"]["step"]


def open_tab(page, name):
    page.tab(name)
    page.page.locator(TABS[name]).first.wait_for()


def train_by_keyboard(page):
    for path, value in ENDLESS.items():
        page.order("set", path=path, value=value)
    page.page.keyboard.press("Space")
    page.until(lambda now: now["status"] == "running" and now["training"]["epoch"] >= 3, "the third epoch")
    page.settled()  # else the page may take the key for another start
    page.page.keyboard.press("Space")
    before = page.until(lambda now: now["status"] == "paused", "a pause")
    page.settled()
    page.page.keyboard.press(".")
    page.until(lambda now: now["status"] == "paused" and batches(now) == batches(before) + 1, f"one step after {batches(before)}")
    page.picture("trained")


def inputs_have_names(page):
    page.until_texts(".input-name", lambda names: names and page.state()["data"]["inputs"][: len(names)] == names, "the names of the inputs")
    page.expect(not any(name.startswith("input ") for name in page.texts(".input-name")), f"names of the inputs: {page.texts('.input-name')}")


def keyboard_alone(page):
    """Tab reaches the transport, the tabs, the units and the text of the network; arrows move in the tabs and between units."""
    page.tab("Lesson")
    page.page.evaluate("document.activeElement.blur()")
    missing = {"network-text", "data-source", "tab-lesson", "unit-0-0", "Train"}
    for _ in range(400):
        page.page.keyboard.press("Tab")
        focus = page.page.evaluate("[document.activeElement.id, document.activeElement.textContent.trim().slice(-5)]")
        missing -= set(focus)
        if not missing:
            break
    page.expect(not missing, f"Tab never reaches {missing}")
    focus = lambda: page.page.evaluate("document.activeElement.id")
    page.page.locator("#unit-0-0").focus()
    page.page.keyboard.press("ArrowRight")
    page.wait(focus, lambda now: now == "unit-1-0", "an arrow goes to the next layer")
    page.page.keyboard.press("Enter")
    page.until_shown(".unit-card h3", "Unit 1 of")
    page.page.locator(".unit-card button").focus()
    page.page.keyboard.press("Escape")
    page.until_texts(".unit-card", lambda cards: cards == [], "Escape closes the unit")
    page.page.locator("#tab-lesson").focus()
    page.page.keyboard.press("ArrowLeft")
    page.wait(focus, lambda now: now == "tab-runs", "an arrow goes to the next tab")


def confusion_is_whole(page):
    page.tab("Mistakes")
    page.page.locator("#tab-content .confusion").wait_for()
    cut = page.page.evaluate("(() => { const box = document.querySelector('#tab-content .confusion').parentElement; return box.scrollWidth - box.clientWidth; })()")
    page.expect(cut <= 0, f"{cut} pixels of the confusion matrix are cut off")


def open_tabs(page):
    for name in TABS:
        open_tab(page, name)
        page.picture(name.split()[0].lower())
        page.accessible(f"tab {name}")


def wrong_network(page):
    page.ready("xor")
    page.expected.append("400")  # what is refused is an error to the browser
    page.page.fill("#network-text", "dense 4 tanh; dens 2")
    page.page.keyboard.press("Enter")
    page.until_shown(".wrong-network .bad", "dens 2", "the layer that is wrong")
    page.until_shown(".wrong-network .bad .problem", "dens", "what is wrong with it")
    page.picture("wrong")
    page.accessible("a wrong network")
    page.button("Remove dens 2")
    page.until(lambda now: now["network"]["error"] is None and now["network"]["text"] == "dense 4 tanh", "the network without it")
    page.settled()
    page.until_texts(".wrong-network", lambda wrong: wrong == [], "the network is drawn again")


def pace(page):
    page.ready("circle")
    page.page.locator(".pace select").select_option("100")
    page.until(lambda now: now["training"]["pace"] == 100, "another pace")


def columns_off(page):
    page.ready("circle")
    names = page.state()["data"]["plane_columns"]
    use = page.page.get_by_role("checkbox", name=f"Use {names[1]}")
    use.click()
    page.until(lambda now: now["data"]["plane_columns"] == names[:1], "one column less")
    page.settled()
    use.click()
    page.until(lambda now: now["data"]["plane_columns"] == names, "the column again")


def mistakes_and_costs(page):
    page.ready("gaussians", noise=0.4)
    page.finish(pace=10)  # so that the page sees several epochs, which it draws at the end
    page.tab("Mistakes")
    said = ".costs [role=status]"
    page.until_shown(said, "the least there is")
    before = page.texts(said)
    page.page.locator(".costs .prices input").first.fill("10")
    page.until_texts(said, lambda now: now != before and "the least there is" in now[0], "another price, another cost")
    page.page.locator("#costs-threshold").fill("1")
    page.until_shown(said, "least is")
    page.button("Compute the learning curve")
    page.until_shown(".learning-curve", "is bias", "the sentence on bias and variance")
    page.accessible("mistakes")
    page.picture("mistakes_binary")
    page.tab("Layers")
    page.page.locator(".by-epoch canvas").first.wait_for()


def spread_by_epoch(page):
    """What is drawn by epoch begins with the network that is trained, not with one that was tried before."""
    ends = lambda: [number(text) for text in page.texts(".cards article:first-child figure:first-of-type p.ends span")]
    page.ready("ill_scaled")
    page.tab("Layers")
    page.page.locator("#tab-content .card").first.wait_for()
    page.order("set", path="network", value="dense 300 relu")
    page.until_true("document.querySelectorAll('#tab-content .card').length === 2", "the layers of another network")
    page.order("pace", epochs_per_second=0)
    first = page.wait(ends, lambda seen: len(seen) == 2 and max(map(abs, seen)) < 0.5, "the weights of 300 units")
    page.order("epoch")
    page.until(lambda now: now["training"]["epoch"] == 1 and now["status"] == "paused", "an epoch")
    label = page.page.locator(".by-epoch canvas").first
    later = page.wait(ends, lambda seen: seen != first, "other weights")
    wanted = [min(first[0], later[0]), max(first[1], later[1])]
    drawn = lambda: [number(text) for text in label.get_attribute("aria-label").split(" by epoch, ")[1].split(" to ")]
    page.wait(drawn, lambda seen: seen == wanted, f"what is drawn goes from {wanted[0]} to {wanted[1]}", 20)


def maps_of_images(page):
    for name in ("shapes", "ecg"):
        page.ready(name)
        page.finish(2)
        page.tab("Maps")
        page.until_shown(".maps-tab .walk", page.state()["data"]["name"])
        for title in ("Saliency", "Filters of conv", "Grad-CAM"):
            page.until_shown(".maps-tab h3", title)
        page.wait(lambda: page.page.locator(".maps-tab canvas").count(), lambda count: count > 10, f"maps of {name}")
        page.accessible(f"maps of {name}")
        page.picture(f"maps_{name}")


def choose_sets(page):
    for name in SETS:
        page.ready(name)
        page.order("epoch")
        page.until(lambda now: now["training"]["epoch"] >= 1, f"an epoch on {name}")
        page.page.locator(".output canvas").first.wait_for()
        page.picture(name)
        page.accessible(name)


def large_network(page):
    """A hundred layers and thousands of units: the page goes on answering, and says what it doesn't draw."""
    page.ready("circle")
    page.page.evaluate("""() => {
      let last = performance.now();
      window.longest = 0;
      const next = () => { const now = performance.now(); window.longest = Math.max(window.longest, now - last); last = now; requestAnimationFrame(next); };
      requestAnimationFrame(next); }""")
    page.order("set", path="network", value="; ".join(["dense 100 relu"] * 100))
    page.until_shown(".beyond", "more")
    page.wait(lambda: page.page.locator(".unit canvas").count(), lambda count: count > 20, "pictures of its units")
    late = page.page.evaluate("window.longest")
    page.expect(late < 4000, f"a frame took {late:.0f} ms with 10,000 units")


def small_and_dark(page):
    page.ready("circle")
    page.page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.accessible("dark")
    page.picture("dark")
    for wide, high in ((360, 780), (3840, 2160)):
        page.page.set_viewport_size({"width": wide, "height": high})
        for name in TABS:
            open_tab(page, name)
            taken = page.page.evaluate("document.documentElement.scrollWidth")
            page.expect(taken <= wide, f"{taken} pixels wide on a screen of {wide}, tab {name}")
        page.accessible(f"{wide} pixels in the dark")
        page.picture(f"dark_{wide}")
    page.page.set_viewport_size({"width": 1440, "height": 900})
    page.page.emulate_media(color_scheme="light", reduced_motion="no-preference")


VIEWS = (train_by_keyboard, inputs_have_names, keyboard_alone, confusion_is_whole, open_tabs, wrong_network, pace, columns_off, spread_by_epoch,
         mistakes_and_costs, maps_of_images, choose_sets, large_network, small_and_dark)


def all_views(studio, page):
    with studio.serving(str(root / "data/penguins.csv"), "--target", "species") as (url, _), page.at(url):
        for view in VIEWS:
            with page.part(view.__name__):
                view(page)
