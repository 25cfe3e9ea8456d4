"""The three things of each of the thirteen lessons: by their buttons, or with the widget beneath."""

ROLE = ".widget [role=status]"


def deed(page, button):
    """Presses a button of a lesson, and waits until all of its work is done and shown."""
    button.click()
    page.until_true("document.querySelector('.drawer').getAttribute('aria-busy') === 'false'", "the end of what the button does")
    page.settled()
    now = page.state()
    alerts = page.texts("[role=alert]")
    page.expect(not alerts and now["network"]["error"] is None and not (now["message"] or {}).get("remedy"), f"refused: {alerts or now['message']}")


def open_lesson(page, number):
    page.tab("Lesson")
    page.page.locator(".lessons nav button").nth(number - 1).click()
    page.until_texts(".lessons article h3", lambda titles: titles[0].startswith(f"{number}. "), f"lesson {number}")
    deed(page, page.page.get_by_role("button", name="Prepare this lesson"))
    page.until(lambda now: now["status"] == "ready", "a prepared lesson")
    page.order("pace", epochs_per_second=0)


def attempt(page, which):
    """Does one of the three things by its button."""
    page.tab("Lesson")
    deed(page, page.page.locator(".attempts li").nth(which - 1).get_by_role("button"))


def trained(page, which, epochs=5):
    """Does a thing that trains, until it has for a while."""
    attempt(page, which)
    page.until(lambda now: now["status"] == "finished" or now["training"]["epoch"] >= epochs, f"training of thing {which}")


def slide(page, name, value):
    page.page.locator(f"#widget-{name}").fill(str(value))


def numbers(texts):
    return [float(text.replace("−", "-").replace(",", "")) for text in texts]


def a_neuron(page):
    trained(page, 1, 200)
    page.tab("Lesson")
    columns = lambda: [numbers(page.texts(f".solver td:nth-child({column})")) for column in (2, 3)]
    near = lambda own, solved: len(own) == 3 and all(abs(a - b) < 0.15 * max(map(abs, solved)) for a, b in zip(own, solved))
    page.wait(columns, lambda both: near(*both), "weights of the neuron that are nearly the solver's")
    attempt(page, 3)
    page.until(lambda now: now["data"]["plane_columns"] == ["mean_radius"], "one column")


def layers(page):
    for which, units in ((1, 2), (2, 1), (3, 3)):
        trained(page, which)
        seen = page.state()["network"]["layers"][1]["units"]
        page.expect(seen == units, f"{units} hidden units, not {seen}")


def generalising(page):
    trained(page, 1)
    trained(page, 2)
    page.expect(page.state()["settings"]["l2"] == 0.01, f"L2 0.01, not {page.state()['settings']['l2']}")
    trained(page, 3)
    page.expect(page.state()["data"]["rows"] == 200, f"half of the rows, not {page.state()['data']['rows']}")


def probability(page):
    trained(page, 1)
    page.until_shown(".why-tab", "Probabilities")
    attempt(page, 2)
    page.until_shown("#tab-content h3", "Calibration")
    trained(page, 3)
    page.expect(page.state()["data"]["options"]["noise"] == 0.45, f"more noise, not {page.state()['data']['options']}")


def three_steps(page):
    attempt(page, 1)
    page.until(lambda now: now["network"]["text"] == "dense 25 relu", "another network")
    attempt(page, 2)
    page.until(lambda now: now["settings"]["optimizer"] == "sgd", "another optimizer")
    trained(page, 3, 1)


def losses(page):
    for which, name in ((1, "mean_squared_error"), (2, "mean_absolute_error"), (3, "huber")):
        trained(page, which)
        page.expect(page.state()["settings"]["loss"].split()[0] == name, f"the loss {name}, not {page.state()['settings']['loss']}")
    page.tab("Lesson")
    slide(page, "a", 0.5)
    page.until_shown(ROLE, "0.6931", "−log 0.5")
    slide(page, "e", 3)
    page.until_texts(ROLE, lambda said: "squared 9, absolute 3, Huber 2.5" in said[1].replace("\n", " "), "three losses of 3")


def costs_of_ways(page):
    return numbers(page.texts(".descent-table td:nth-child(4)"))


def descend(page, rate, batch, rounds=2):
    """The costs of the three ways, 20 steps a round from the start."""
    page.page.get_by_label("rate", exact=True).select_option(str(rate))
    page.page.get_by_label("batch", exact=True).select_option(str(batch))
    page.button("Back to the start", ".descent")
    for _ in range(rounds):
        page.button("20 steps", ".descent")
    page.until_shown(ROLE, f"step {20 * rounds};")
    return costs_of_ways(page)


def gradient_descent(page):
    start = page.wait(lambda: costs_of_ways(page), lambda costs: len(costs) == 3, "the costs of three ways")[0]
    creeping, arriving, diverging = [descend(page, rate, 0)[0] for rate in (0.01, 0.3, 3)]
    page.expect(arriving < creeping < start < diverging, f"creeping {creeping}, arriving {arriving}, diverging {diverging} from {start}")
    for batch in (1, 8, 0):
        cost = descend(page, 0.1, batch)[0]
        page.expect(cost < start, f"down with batches of {batch}: {cost} from {start}")
    attempt(page, 3)
    page.until(lambda now: now["training"]["step"] == 1 or now["training"]["epoch"] > 0, "one batch")


def activations(page):
    for which in (1, 2, 3):
        trained(page, which)
    page.until_texts("#tab-content .card h3", lambda titles: len(titles) >= 5, "the cards of four hidden layers and the output")
    page.tab("Lesson")
    slide(page, "z", 0)
    slide(page, "layers", 4)
    page.until_shown(ROLE, "0.003906", "four slopes of a sigmoid at 0, 0.25^4,")


def softmax(page):
    cells = ".softmax td.n"
    before = page.texts(cells)
    slide(page, "logit-1", 3)
    agreed = page.until_texts(cells, lambda now: now != before and now[0] == now[1], "both forms agree")
    page.button("Add 1000 to all")
    page.until_texts(cells, lambda now: now[0] == "NaN" and abs(float(now[1]) - float(agreed[1])) < 1e-3, "the naive form breaks")
    trained(page, 3)


def several_labels(page):
    trained(page, 1)
    page.tab("Lesson")
    answers = ".labels b"
    slide(page, "threshold-of-car", 1)
    page.until_texts(answers, lambda now: now[0] == "no", "nothing above a threshold of 1")
    slide(page, "threshold-of-car", 0)
    page.until_texts(answers, lambda now: now[0] == "yes", "all above a threshold of 0")
    trained(page, 3)
    units = page.state()["network"]["layers"][-1]["units"]
    page.expect(units == 2, f"two outputs, not {units}")


def adam(page):
    for which, name in ((1, "sgd"), (2, "sgd momentum=0.9"), (3, "adam")):
        trained(page, which)
        page.expect(page.state()["settings"]["optimizer"] == name, f"the optimizer {name}, not {page.state()['settings']['optimizer']}")
    page.tab("Lesson")
    plain, _, adaptive = descend(page, 0.1, 0, 6)
    page.expect(adaptive < plain, f"on the long valley Adam comes lower: {adaptive} and {plain}")


def convolution(page):
    page.page.locator(".window-widget canvas").nth(1).wait_for()
    before = page.texts(".window-widget output")
    slide(page, "place", 37)
    page.until_texts(".window-widget output", lambda now: now != before, f"another place than {before}")
    trained(page, 2, 1)
    page.expect("5x5" in page.state()["network"]["text"], f"larger windows, not {page.state()['network']['text']}")
    attempt(page, 3)
    page.until_shown(".maps-tab h3", "conv")


def back_propagation(page):
    attempt(page, 1)
    page.button("Next", ".backprop")
    page.until_shown(".rule", "z = w·x + b")
    page.button("Last", ".backprop")
    page.until_shown(".rule", "Derivative")
    page.button("Back", ".backprop")
    both = lambda: numbers(page.texts(".finite b"))
    page.wait(both, lambda pair: abs(pair[0] - pair[1]) < 1e-3 * max(1, abs(pair[1])), "a finite difference that is the derivative of back propagation")


LESSONS = (a_neuron, layers, generalising, probability, three_steps, losses, gradient_descent, activations, softmax, several_labels, adam, convolution, back_propagation)


def all_lessons(studio, page):
    with studio.serving() as (url, _), page.at(url):
        for number, lesson in enumerate(LESSONS, 1):
            with page.part(f"lesson {number}"):
                open_lesson(page, number)
                lesson(page)
                page.tab("Lesson")
                page.accessible("as it is left")
                page.picture(f"lesson_{number:02}")
            while len(page.state()["runs"]) > 4:  # a session keeps twelve
                page.order("run.close", id=page.state()["runs"][0]["id"])
