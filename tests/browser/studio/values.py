"""Every number of a row on the page is the one that `ganglion explain --json` prints of the saved model, to the last digit."""

import math
import re
import tomllib

# Of each kind of task, with one layer, two and three.
NETWORKS = (("circle", "dense 3 tanh"), ("blobs", "dense 4 relu; dense 3 sigmoid"), ("kink", "dense 5 gelu"),
            ("coffee", "dense 3 sigmoid; dense 2 tanh; dense 2 relu"), ("ill_scaled", "dense 6 softplus"))
ROWS = (0, 1, 2, 3, 5, 8, 13, 21, 34, 55)
# Two neurons one after the other, and two inputs, two hidden units, one output.
BY_HAND = (("kink", "dense 1 sigmoid"), ("xor", "dense 2 tanh"))
ROUNDING = 1e-12  # relative, of a sum that is added in another order

# The numbers that a pointer on a box of the graph is told, in the order of the boxes.
TITLES = "[...document.querySelectorAll('svg.graph g title')].map((title) => title.textContent)"
CONTRIBUTIONS = """Object.fromEntries([...document.querySelectorAll('.why-tab table.bars')].at(-1) ?
  [...[...document.querySelectorAll('.why-tab table.bars')].at(-1).querySelectorAll('tbody tr')]
    .map((line) => [line.querySelector('th').title, line.querySelector('td.n').title]) : [])"""


def number(text):
    return float(text.replace("−", "-"))


def pairs(title):
    """"z = 0.5, ∂loss/∂z = −2" as [("z", 0.5), ("∂loss/∂z", -2.0)]."""
    return [(name, number(value)) for name, value in (part.split(" = ") for part in title.split(", "))]


def value_and_derivative(name, values, derivatives, unit):
    told = [(name, values[unit])]
    return told + ([(f"∂loss/∂{name}", derivatives[unit])] if derivatives else [])


def expected_numbers(row):
    """What the boxes of the graph have to say of a row, six units of a layer at most."""
    boxes = []
    for feature in row["features"][:6]:
        boxes.append([("x", feature["value"]), ("∂loss/∂x", feature["derivative"])])
    for layer in row["layers"]:
        output, z = layer["output"], layer.get("z")
        for unit in range(min(6, len(output["values"]))):
            if z:
                boxes.append(value_and_derivative("z", z["values"], z.get("derivatives"), unit))
            if not z or z["values"] != output["values"]:
                boxes.append(value_and_derivative("a", output["values"], output.get("derivatives"), unit))
    return [*boxes, [("loss", row["loss"])]]


def trained(studio, page, builtin, network):
    """Trains and saves a network: the folder of its run, and its data."""
    page.ready(builtin)
    page.order("set", path="network", value=network)
    page.finish(4)
    saved = page.ask("command", {"command": "save", "out": f"runs/values_{builtin}"})
    with open(f"{studio.folder}/{saved['out']}/job.toml", "rb") as file:
        return saved["out"], f"{saved['out']}/{tomllib.load(file)['data']}"


def explained(studio, folder, data, row):
    return studio.run("explain", folder, data, "--row", str(row + 1), "--full")


def steps(page):
    return page.page.get_by_role("slider", name="Step")


def walked(page, row):
    """The back propagation of a row, with all its steps done."""
    page.order("select", row=row)
    page.tab("Back propagation")
    steps(page).fill(steps(page).get_attribute("max"))


def numbers_of_rows(studio, page):
    for builtin, network in NETWORKS:
        with page.part(f"{builtin}: {network}"):
            folder, data = trained(studio, page, builtin, network)
            for row in ROWS:
                told = explained(studio, folder, data, row)
                walked(page, row)
                wanted = expected_numbers(told)
                page.wait(lambda: [pairs(title) for title in page.page.evaluate(TITLES)], lambda seen: seen == wanted, f"row {row} of {network} as {wanted}")
                same_contributions(page, row, told)


def same_contributions(page, row, told):
    page.tab("Why this answer")
    wanted = told["attributions"][0]["columns"]
    seen = lambda: {name: number(value) for name, value in page.page.evaluate(CONTRIBUTIONS).items()}
    page.wait(seen, lambda shown: shown == wanted, f"contributions of row {row}: {wanted}")


FUNCTIONS = {"tanh": math.tanh, "sigmoid": lambda z: 1 / (1 + math.exp(-z)), "relu": lambda z: max(z, 0.0), "softmax": None}


def computed(text):
    """The value of "0.5 · (−2) + 1" or "tanh(0.3)"."""
    return eval(text.replace("−", "-").replace("·", "*"), {"__builtins__": {}}, FUNCTIONS)  # only what the page says


def near(a, b):
    return math.isclose(a, b, rel_tol=ROUNDING, abs_tol=1e-15)


def check_step(page, text, parameters):
    """A step as a person checks it: what is written out gives what is said to come out. Gives the result."""
    equation, *rest = text.split("; ")
    sides = equation.split(" = ")
    result = number(sides[-1])
    if len(sides) == 2 and sides[0] != "loss":
        page.expect(near(computed(sides[0]), result), f"{equation}: that is {computed(sides[0])}")
    for told in rest:  # ∂loss/∂w = ∂loss/∂z · x: a, b, and ∂loss/∂b = c
        for value in re.split(", ", re.split(r": | = ", told)[-1]):
            page.expect(any(near(number(value), each) for each in parameters), f"{told}: {value} is no derivative of a weight, {parameters}")
    return result


def derivatives_of_parameters(row):
    return [value for layer in row["layers"] for each in layer["parameters"] for value in each["derivative"]["values"]]


def steps_by_hand(studio, page):
    """Each step of two small networks: the rule gives the number, and the number is that of `explain`."""
    for builtin, network in BY_HAND:
        with page.part(f"by hand, {builtin}: {network}"):
            folder, data = trained(studio, page, builtin, network)
            told = explained(studio, folder, data, 4)
            walked(page, 4)
            wanted = expected_numbers(told)
            page.wait(lambda: [pairs(title) for title in page.page.evaluate(TITLES)], lambda seen: seen == wanted, f"row 4 as {wanted}")
            all_numbers = [value for box in wanted for _, value in box] + [1.0]
            steps(page).fill("0")
            count = int(steps(page).get_attribute("max"))
            results = []
            for step in range(count):
                page.button("Next")
                page.until_shown(".walk .tabular", f"{step + 1} of {count}")
                results.append(check_step(page, page.page.locator(".rule code").get_attribute("title"), derivatives_of_parameters(told)))
            page.expect(all(result in all_numbers for result in results), f"{results} aren't all among {all_numbers}")
            page.expect(set(all_numbers) - {value for _, value in sum(wanted[: len(told["features"])], [])} <= set(results), f"{all_numbers} aren't all among {results}")


def values_are_those_of_explain(studio, page):
    with studio.serving() as (url, _), page.at(url):
        numbers_of_rows(studio, page)
        steps_by_hand(studio, page)


VALUES = (values_are_those_of_explain,)
