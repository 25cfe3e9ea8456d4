"""What the pointer is told of weights, units, answers and curves; and what may be changed while a network is trained."""

import re

from studio.values import number
from studio.views import ENDLESS

HOVER = ".hover"
# The middle of an edge on the screen; edges lie beneath everything, so the pointer is put there, not on the element.
MIDDLE = """(index) => {
  const path = document.querySelectorAll('.edges path')[index];
  const at = path.getPointAtLength(path.getTotalLength() / 2);
  const box = path.ownerSVGElement.getBoundingClientRect();
  return [box.left + at.x, box.top + at.y];
}"""


def paused(page, builtin, network, **options):
    page.ready(builtin, **options)
    page.order("set", path="network", value=network)
    page.order("pace", epochs_per_second=0)
    page.order("epoch")
    page.until(lambda now: now["training"]["epoch"] == 1 and now["status"] == "paused", "an epoch")
    page.settled()


def weights(page):
    """Over an edge stands its weight, which the card of the unit has, too."""
    page.page.locator(".edges path").nth(3).wait_for()
    page.page.evaluate("document.querySelector('.edges').scrollIntoView({block: 'center'})")
    page.page.mouse.move(*page.page.evaluate(MIDDLE, 3))
    said = page.until_shown(HOVER, "weight")[0]
    name, unit, layer, weight = re.fullmatch(r"(.+) → unit (\d+) of (\w+): weight (\S+)", said).groups()
    page.order("select", unit=f"{layer}/{int(unit) - 1}")
    row = page.page.locator(".unit-card .bars tr").filter(has=page.page.get_by_role("rowheader", name=name, exact=True))
    page.until_shown(".unit-card h3", f"Unit {unit} of {layer}")

    def agree(told):
        """Both show the epoch's last picture, which may come a moment after its numbers."""
        page.page.mouse.move(*page.page.evaluate(MIDDLE, 3))
        return any(text.endswith(f"weight {row.locator('td.n').inner_text()}") for text in told)

    page.until_texts(HOVER, agree, f"the card's number ({weight} at first)")
    page.picture("hover")


def units(page):
    told = page.page.evaluate("fetch('api/explain?row=0').then((answer) => answer.json())")
    page.page.locator("#unit-1-1").hover()
    said = page.until_shown(HOVER, "for row 0")[0]
    value = number(re.search(r"a = (\S+)", said).group(1))
    wanted = told["layers"][0]["output"]["values"][1]
    page.expect(abs(value - wanted) <= 1e-3 * max(1, abs(wanted)), f"{said}, explained {wanted}")


def answers(page):
    """The answer at a place of the plane is that of a row there."""
    canvas = page.page.locator(".surface canvas")
    box = canvas.bounding_box()
    canvas.hover(position={"x": box["width"] * 0.3, "y": box["height"] * 0.4})
    said = page.until_shown(HOVER, "%")[0]
    place, answer = said.split("\n")[:2]
    values = dict(part.rsplit(" ", 1) for part in place.split(", "))
    told = page.ask("predict", {"row": {name: value.replace("−", "-") for name, value in values.items()}})
    name, share = answer.removesuffix(" %").split(": ")
    page.expect(abs(number(share) / 100 - told["probabilities"][name]) < 0.02, f"{said}, predicted {told['probabilities']}")


def curves(page):
    plot = page.page.locator(".output .u-over").first
    plot.hover()
    page.until_shown(HOVER, "epoch 1")
    page.until_shown(HOVER, "val_loss")
    page.page.mouse.move(2, 2)
    page.until_texts(HOVER, lambda said: said == [], "nothing is told beside")


def pointer(studio, page):
    with studio.serving() as (url, _), page.at(url):
        paused(page, "circle", "dense 4 tanh; dense 2 tanh")
        for each in (weights, units, answers, curves):
            with page.part(each.__name__):
                each(page)
        with page.part("flat units"):
            flat_units(page)


def flat_units(page):
    """Units that learn nothing any more are marked, and say why."""
    page.ready("kink")
    for path, value in (("network", "dense 8 relu"), ("optimizer", "sgd"), ("learning_rate", 1), ("epochs", 5)):
        page.order("set", path=path, value=value)
    page.order("pace", epochs_per_second=0)
    page.order("start")
    page.until(lambda now: now["status"] in ("finished", "failed"), "an end")
    layers = page.page.evaluate("fetch('api/layers').then((answer) => answer.json())")["layers"]
    page.expect(layers[0]["dead_units"], "a rate of 1 leaves dead units")
    marked = lambda: [int(each.split("-")[-1]) for each in page.page.evaluate("[...document.querySelectorAll('.unit.dead')].map((unit) => unit.id)")]
    page.wait(marked, lambda seen: seen == layers[0]["dead_units"], f"the marks of {layers[0]['dead_units']}")
    page.page.locator(".unit.dead").first.hover()
    page.until_shown(HOVER, "dead: 0 for every row")
    page.accessible("dead units")


def field(page, name, value):
    page.page.get_by_label(name, exact=True).fill(str(value))
    page.page.keyboard.press("Enter")


def changed_while_it_runs(studio, page):
    """Rate, batch size and L2 are changed while a network is trained: noted, and told when it is saved."""
    with studio.serving() as (url, _), page.at(url):
        page.ready("circle", rows=400)
        for path, value in ENDLESS.items():
            page.order("set", path=path, value=value)
        page.order("start")
        before = page.until(lambda now: now["training"]["epoch"] >= 2, "two epochs")["training"]["steps_per_epoch"]
        for name, path, value in (("batch size", "batch_size", 16), ("L2", "l2", 0.01), ("learning rate", "learning_rate", 0.02)):
            field(page, name, value)
            page.until(lambda now: now["settings"][path] == value and now["status"] == "running", f"{name} {value}, while it runs")
        page.until(lambda now: now["training"]["steps_per_epoch"] > before, "more batches an epoch")
        page.until_texts(".changes li", lambda said: [each.split(": ")[1].split(" ")[0] for each in said] == ["batch_size", "l2", "learning_rate"], "three notes")
        page.button("Save")
        page.page.fill("#save-out", "runs/changed")
        page.button("Save run")
        page.until_shown(".saved", "trains to another model")
        page.accessible("a changed run")


def other_columns(studio, page):
    """The columns that are no axis have the values of a row or their median, which the address keeps."""
    with studio.serving() as (url, _), page.at(url):
        page.ready("breast_cancer")
        page.page.get_by_label("Values of the other columns").select_option("median")
        page.until(lambda now: now["selection"]["others"] == "median", "the median")
        page.until_true("location.hash.includes('po=median')", "it in the address")
        link = page.page.evaluate("location.hash")
    with studio.serving() as (url, _), page.at(url + link):
        page.until(lambda now: now["data"] and now["selection"]["others"] == "median", "what the link says")


def runs_beside_each_other(studio, page):
    """The legend of the curves says whose they are, and what differs."""
    with studio.serving() as (url, _), page.at(url):
        paused(page, "circle", "dense 4 tanh")
        page.order("run.new")
        page.order("set", path="optimizer", value="sgd")
        page.order("epoch")
        page.until_texts(".runs-legend li", lambda said: len(said) == 2 and "optimizer adam" in said[0] and "optimizer sgd" in said[1], "both runs, each with its optimizer")


def update_of_a_weight(studio, page):
    """The chain rule and the update of one weight, in numbers that agree."""
    with studio.serving() as (url, _), page.at(url):
        for builtin, network in (("xor", "dense 2 tanh"), ("kink", "dense 1 sigmoid")):
            paused(page, builtin, network)
            page.tab("Back propagation")
            page.until_shown(".update", "Update")
            told = page.page.evaluate("[...document.querySelectorAll('.update output')].map((each) => each.title)")
            derivative, after = map(number, told)
            weight, rate = map(number, re.search(r"∂loss/∂w = (\S+) − (\S+) ·", page.texts(".update")[0].split("Update: ")[1]).groups())
            page.expect(abs(weight - rate * derivative - after) < 1e-3 * max(1, abs(weight)), f"{weight} − {rate} · {derivative} is not {after}")


def edited_by_hand(studio, page):
    """Layers widened, added, moved and removed by their buttons, and by the keys on them; the text follows."""
    with studio.serving() as (url, _), page.at(url):
        page.ready("circle")
        page.order("set", path="network", value="dense 4 tanh; dense 2 relu")
        text = lambda: page.page.input_value("#network-text")

        def by(name, wanted, key=None):
            button = page.page.get_by_role("button", name=name, exact=True)
            if key:
                button.focus()
                page.page.keyboard.press(key)
            else:
                button.click()
            page.until(lambda now: now["network"]["text"] == wanted, f"{name}: {wanted}")
            page.wait(text, lambda seen: seen == wanted, f"the text {wanted}")

        by("One unit more in dense", "dense 5 tanh; dense 2 relu")
        by("One unit less in dense_1", "dense 5 tanh; dense 1 relu", "Enter")
        by("Add a layer after dense_1", "dense 5 tanh; dense 1 relu; dense 1 relu")
        by("Move dense_2 towards the input", "dense 5 tanh; dense 1 relu; dense 1 relu")
        by("Move dense towards the output", "dense 1 relu; dense 5 tanh; dense 1 relu", "Space")
        by("Remove dense_2", "dense 1 relu; dense 5 tanh")
        page.page.get_by_label("Activation of dense_1").select_option("sigmoid")
        page.until(lambda now: now["network"]["text"] == "dense 1 relu; dense 5 sigmoid", "another activation")
        page.ready("shapes")
        page.page.get_by_role("button", name="Remove max_pooling", exact=True).click()
        page.until(lambda now: "maxpool" not in now["network"]["text"] and now["network"]["error"] is None, "no pooling")
        page.page.locator(".unit canvas").nth(4).wait_for()  # the image, and its maps


POINTER = (edited_by_hand, pointer, changed_while_it_runs, other_columns, runs_beside_each_other, update_of_a_weight)
