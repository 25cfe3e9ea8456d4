"""What goes wrong, and what is said then: on the page and on the console, with what to do."""

import pathlib
import signal

from studio.files import free_port, people, request


def port_in_use(studio, page):
    """A second program on the same port says so, and the first one goes on."""
    port = str(free_port())
    with studio.serving("--port", port) as (url, _), page.at(url):
        second = studio.start("studio", "--port", port)
        code = second.end()
        said = " ".join(second.lines)
        page.expect(code == 1 and port in said and "another program has it: choose another port" in said, f"{code}: {said}")
        page.until_shown(".status", "No data yet")


def data_that_vanished(studio, page):
    """What was read goes on; what needs the file anew says that it is gone, and the page has its settings still."""
    people(studio)
    page.expected.append("400")
    with studio.serving("people.csv") as (url, _), page.at(url):
        page.until(lambda now: now["status"] == "ready", "the data")
        (pathlib.Path(studio.folder) / "people.csv").unlink()
        page.page.get_by_label("seed", exact=True).fill("5")
        page.page.keyboard.press("Enter")
        page.until_shown("[role=alert]", "people.csv: cannot open the file: No such file or directory; check the path")
        page.accessible("data that vanished")
        now = page.state()
        page.expect(now["status"] == "ready" and now["settings"]["seed"] == 1, f"the settings are as before: {now['status']}, {now['settings']['seed']}")
        page.button("Epoch")
        page.until(lambda now: now["training"]["epoch"] == 1, "an epoch on the rows that were read")
        people(studio)
        page.button("Reset")
        page.until(lambda now: now["training"]["epoch"] == 0, "a new beginning")
        page.settled()
        page.page.get_by_label("seed", exact=True).fill("6")
        page.page.keyboard.press("Enter")
        page.until(lambda now: now["settings"]["seed"] == 6 and now["status"] == "ready", "another seed, once the file is there again")


def diverging_training(studio, page):
    """A training that diverges says where and what to try; reset and a lower rate go on."""
    with studio.serving() as (url, _), page.at(url):
        page.ready("kink")
        for path, value in (("network", "dense 8 relu; dense 8 relu"), ("optimizer", "sgd"), ("learning_rate", 1e6)):
            page.order("set", path=path, value=value)
        page.button("Train")
        page.until(lambda now: now["status"] == "failed", "the end of the training")
        said = page.until_shown(".status.bad", "training diverged in epoch")[0]
        page.expect("lower learning rate" in said, f"what to try: {said}")
        page.accessible("a training that diverged")
        page.button("Reset")
        page.until(lambda now: now["status"] == "ready", "a new beginning")
        page.settled()
        page.order("set", path="learning_rate", value=0.01)
        page.button("Epoch")
        page.until(lambda now: now["training"]["epoch"] == 1 and now["status"] == "paused", "an epoch with a lower rate")


def other_machines_let_in(studio, page):
    """--host other than loopback says what that means, and nobody comes in without the token."""
    page.expected += ["403", "404"]
    with studio.serving("--host", "0.0.0.0") as (url, serving):
        here = url.replace("0.0.0.0", "127.0.0.1")
        serving.line("warning: --host 0.0.0.0 lets other machines in")
        serving.line("On another machine put a name or an address of this one in place of 0.0.0.0.")
        with page.at(here):
            page.until_shown(".status", "No data yet")
        token = here.rstrip("/").split("/")[-1]
        for address in (here.replace(token, ""), here.replace(token, "0" * len(token))):
            answer = page.page.goto(address.replace("//", "/").replace("http:/", "http://"))
            page.expect(answer.status in (403, 404), f"without the token: {answer.status}")
        page.page.goto("about:blank")
        page.expect(serving.end(signal.SIGINT) == 0, "Ctrl-C ends it")
    elsewhere = studio.start("studio", "--host", "203.0.113.7")  # an address of documentation
    code = elsewhere.end()
    page.expect(code == 1 and "must be an address of this machine" in " ".join(elsewhere.lines), f"{code}: {elsewhere.lines}")


def stream_that_opens_late(studio, page):
    """What happens between the first state and the stream of events is shown, too."""
    people(studio)
    held = []
    with studio.serving("people.csv") as (url, _):
        page.page.route("**/api/events", lambda route: held.append(route))
        with page.at(url):
            page.wait(lambda: held, bool, "the request of the stream")
            request(url + "api/command", {"command": "set", "path": "seed", "value": 9})
            held[0].continue_()
            page.settled()
            page.page.unroute("**/api/events")


TROUBLES = (port_in_use, data_that_vanished, diverging_training, other_machines_let_in,
            stream_that_opens_late)
