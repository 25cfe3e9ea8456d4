"""A page of Ganglion Studio in Chromium, and the program that serves it."""

import contextlib
import json
import pathlib
import subprocess
import threading
import time

root = pathlib.Path(__file__).resolve().parents[3]
AXE = root / "studio/page/node_modules/axe-core/axe.min.js"
PATIENCE = 60  # seconds until what should come is taken for missing: machines are slow, and busy with other tests


class Fault(Exception):
    """What was expected, and what was seen instead."""


class Serving:
    """A running program; what it writes is read as it comes, so that it never waits for a reader."""

    def __init__(self, command, folder):
        self.process = subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.lines = []
        self.news = threading.Condition()
        self.readers = [threading.Thread(target=self.read, args=(stream,), daemon=True) for stream in (self.process.stdout, self.process.stderr)]
        for reader in self.readers:
            reader.start()

    def read(self, stream):
        for line in stream:
            with self.news:
                self.lines.append(line.rstrip("\n"))
                self.news.notify_all()
        with self.news:
            self.news.notify_all()

    def line(self, begin):
        """The first line that begins so; a fault where the program ends without it."""
        found = lambda: next((each for each in self.lines if each.startswith(begin)), None)
        with self.news:
            self.news.wait_for(lambda: found() or not any(reader.is_alive() for reader in self.readers), PATIENCE)
        if not found():
            raise Fault(f"the program never said \"{begin}\", but: {' / '.join(self.lines)}")
        return found()

    def end(self, signal=None):
        """Its exit code, after a signal or by itself."""
        if signal:
            self.process.send_signal(signal)
        code = self.process.wait(PATIENCE)
        for reader in self.readers:
            reader.join()
        return code


class Studio:
    """The program under test, with the folder it is started in."""

    def __init__(self, program, folder):
        self.program = program
        self.folder = folder

    def start(self, command, *arguments):
        return Serving([self.program, command, *arguments], self.folder)

    @contextlib.contextmanager
    def serving(self, *arguments, command="studio"):
        """The address of a page, until the end of the program."""
        serving = self.start(command, *arguments)
        try:
            yield serving.line("Ganglion Studio: ").split()[-1], serving
        finally:
            serving.process.terminate()
            serving.end()

    def run(self, *arguments):
        """What a command says as JSON."""
        done = subprocess.run([self.program, *arguments, "--json"], cwd=self.folder, text=True, capture_output=True)
        if done.returncode != 0:
            raise Fault(f"{' '.join(map(str, arguments))} ended with {done.returncode}: {done.stderr}")
        return json.loads(done.stdout)


def summary(state):
    """A state of the program in a few words, for a fault."""
    data, training, network = state["data"], state["training"], state["network"]
    return {"revision": state["revision"], "status": state["status"], "message": state["message"], "data": data and [data["name"], data["rows"]],
            "network": network and (network["error"] or network["text"]), "training": training and [training["epoch"], training["step"]],
            "selection": state["selection"], "runs": len(state["runs"])}


def first_line(error):
    return str(error).split("\n")[0]


class Page:
    def __init__(self, browser, keep, own_page=None, slower=1):
        self.faults = []
        self.keep = keep
        self.expected = []  # complaints of the browser that belong to what is tried
        self.page = browser.new_page(viewport={"width": 1440, "height": 900})
        self.page.set_default_timeout(1000 * PATIENCE)
        self.page.on("console", self.complain)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.own_page = own_page
        if slower > 1:
            self.page.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": slower})

    def complain(self, message):
        url = message.location.get("url", "")
        # A view of data or of a network that have been replaced since the page asked; it asks again for the new ones.
        replaced = "409" in message.text and not url.endswith("/api/command")
        if message.type in ("error", "warning") and not replaced and not any(text in message.text for text in self.expected):
            self.faults.append(f"console: {message.text} ({url})")

    @contextlib.contextmanager
    def part(self, name):
        """A part of a check: its faults have its name, and the next one is tried all the same."""
        faults = len(self.faults)
        self.expected = []
        begin = time.monotonic()
        try:
            yield
        except Exception as error:
            self.faults.append(str(error) if isinstance(error, Fault) else first_line(error))
        print(f"  {name}: {time.monotonic() - begin:.1f} s", self.faults[faults:] or "", flush=True)
        self.faults[faults:] = [f"{name}: {each}" for each in self.faults[faults:]]

    def open(self, url):
        """The page as the program has it, or as it was built just now."""
        if self.own_page:
            address = url.split("#")[0]
            self.page.route(address, lambda route: route.fulfill(body=self.own_page.read_text(), content_type="text/html"))
        self.page.goto(url)
        self.settled()

    @contextlib.contextmanager
    def at(self, url):
        """The page at an address, which it leaves before the program there is ended."""
        self.open(url)
        try:
            yield
        finally:
            self.page.goto("about:blank")

    def wait(self, see, accept, what, seconds=PATIENCE):
        """What is seen, once it is accepted; a fault with what is seen instead after so many seconds."""
        end = time.monotonic() + seconds
        while True:
            try:
                seen = see()
                if accept(seen):
                    return seen
            except Exception as error:  # the program may be away, an element not there yet
                seen = first_line(error)
            if time.monotonic() > end:
                raise Fault(f"never came: {what}; last seen: {seen}")
            self.page.wait_for_timeout(30)

    def state(self):
        return self.page.evaluate("fetch('api/state').then((answer) => answer.json())")

    def until(self, condition, what):
        """Until the state of the program meets a condition; gives the state."""
        seen = {}

        def see():
            seen["state"] = self.state()
            return True if condition(seen["state"]) else summary(seen["state"])

        self.wait(see, lambda met: met is True, what)
        return seen["state"]

    def settled(self):
        """Until the page shows the newest state of the program."""
        shown = lambda: self.page.evaluate("document.querySelector('main')?.dataset.revision")
        self.wait(lambda: [shown(), str(self.state()["revision"])], lambda revisions: revisions[0] == revisions[1], "the newest state on the page")

    def ask(self, path, body):
        """Sends a request, and gives what the program answers."""
        return self.page.evaluate(
            "([path, body]) => fetch('api/' + path, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)}).then((answer) => answer.json())",
            [path, body])

    def order(self, command, **more):
        """A command that the program must not refuse, and that the page shows then."""
        answer = self.ask("command", {"command": command, **more})
        if "error" in answer:
            raise Fault(f"{command} {more} was refused: {answer['error']['message']}")
        self.settled()

    def texts(self, selector):
        return self.page.locator(selector).all_inner_texts()

    def until_texts(self, selector, accept, what):
        """Until the texts of all elements of a selector are accepted; gives them."""
        return self.wait(lambda: self.texts(selector), accept, f"{what} in {selector}")

    def until_shown(self, selector, text, what=None):
        """Until an element has this text."""
        return self.until_texts(selector, lambda texts: any(text in each for each in texts), what or repr(text))

    def until_true(self, expression, what, argument=None):
        """Until an expression of the page is true; the page's policy allows no waiting by eval."""
        return self.wait(lambda: self.page.evaluate(expression, argument), lambda seen: seen is True, what)

    def expect(self, true, what):
        if not true:
            self.faults.append(what)

    def button(self, name, within="body"):
        self.page.locator(within).get_by_role("button", name=name, exact=True).first.click()

    def tab(self, name):
        tab = self.page.get_by_role("tab", name=name, exact=True)
        if tab.get_attribute("aria-selected") != "true":
            tab.click()

    def ready(self, builtin, **options):
        self.ask("data", {"builtin": builtin, "options": options})
        self.until(lambda now: now["data"]["builtin"] == builtin and now["status"] == "ready", f"data of {builtin}")
        self.settled()

    def finish(self, epochs=20, pace=0):
        """Trains to the end, so many epochs a second; 0: without waiting for anybody to look."""
        self.order("set", path="epochs", value=epochs)
        self.order("pace", epochs_per_second=pace)
        self.order("start")
        self.until(lambda now: now["status"] == "finished", "the end of training")
        self.settled()

    def accessible(self, where):
        """What axe-core says against the page as it is now."""
        if not AXE.exists():
            return
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run({resultTypes: ['violations']}).then((result) => result.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html.slice(0, 120)).slice(0, 3).join(' | ')}`))")
        self.faults += [f"axe, {where}: {each}" for each in found]

    def picture(self, name):
        if self.keep:
            self.page.screenshot(path=self.keep / f"studio_{name}.png", full_page=True)
