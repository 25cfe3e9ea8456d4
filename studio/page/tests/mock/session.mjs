// The session of the mock: data, settings, runs, and training on a timer.
import { datasets, parse_csv } from "./datasets.mjs";
import { activations, Net, parse } from "./network.mjs";
import { Table } from "./table.mjs";

export class Refused extends Error {
  constructor(message, setting = null, position = null, status = 400) {
    super(message);
    Object.assign(this, { setting, position, status });
  }
}

const defaults = {
  network: "dense 4 tanh; dense 2 tanh", loss: "auto", optimizer: "adam", learning_rate: 0.03, schedule: "constant",
  batch_size: 32, l1: 0, l2: 0, dropout: 0, epochs: 60, patience: 0, seed: 1, validation: 0.2, test: 0.2, target: "", task: "auto",
};
const kPerTick = 4; // steps

export class Session {
  constructor(publish) {
    Object.assign(this, {
      publish, revision: 0, status: "empty", message: null, table: null, settings: { ...defaults }, runs: [],
      selection: { row: 0, x: null, y: null, others: "row", unit: null }, error: null, net: null, result: null,
    });
  }
  changed() {
    this.revision++;
    this.publish("state", { revision: this.revision });
  }
  load(request, bytes, file_name) {
    let table;
    if (request?.builtin) {
      const set = datasets.find(({ id }) => id === request.builtin);
      if (!set) throw new Refused(`no data set "${request.builtin}"`, "data");
      const options = Object.fromEntries(set.options.map(({ key, value }) => [key, request.options?.[key] ?? value]));
      table = new Table(set.title, { kind: "builtin", id: set.id, options }, set.columns, set.make({ noise: 0, ...options }));
    } else {
      try {
        const { columns, rows } = parse_csv(bytes.toString());
        table = new Table(file_name, { kind: "upload" }, columns, rows);
      } catch (error) {
        throw new Refused(`${file_name}, ${error.message}`, "data");
      }
    }
    this.table = table;
    this.settings.target = table.target;
    const [x, y] = table.plane();
    this.selection = { row: 0, x: x ?? null, y: y ?? x ?? null, others: "row", unit: null };
    this.runs = [];
    this.new_run();
  }
  new_run() {
    for (const run of this.runs) run.active = false;
    const id = 1 + Math.max(0, ...this.runs.map((run) => run.id));
    this.runs.push({ id, name: String.fromCharCode(64 + id), active: true, status: "ready", settings: {}, history: {}, marks: [] });
    this.reset();
  }
  get run() {
    return this.runs.find((run) => run.active);
  }
  reset() {
    this.stop();
    this.training = { epoch: 0, step: 0, steps_per_second: 0, seconds: 0 };
    Object.assign(this.run, { history: { epoch: [], loss: [], val_loss: [] }, marks: [], settings: { ...this.settings } });
    if (this.table.task !== "regression") Object.assign(this.run.history, { accuracy: [], val_accuracy: [] });
    this.result = null;
    this.status = "ready";
    this.rebuild();
  }
  rebuild() {
    try {
      this.hidden = parse(this.settings.network);
      this.error = null;
    } catch (error) {
      this.error = { message: error.message, position: error.position };
      return;
    }
    this.net = new Net(this.table.inputs.length, this.hidden, this.table.outputs, this.table.task, this.settings.seed);
  }
  set(path, value) {
    if (!(path in this.settings)) throw new Refused(`no setting ${path}`, path);
    if (this.training?.step + this.training?.epoch > 0 && path !== "learning_rate") {
      throw new Refused(`${path} cannot change while a run is trained; reset it, or start a new run`, path, null, 409);
    }
    if (path === "network") {
      try {
        parse(value);
      } catch (error) {
        throw new Refused(error.message, "network", error.position);
      }
    }
    if (typeof this.settings[path] === "number" && !(value >= 0)) throw new Refused(`${path} is ${value}: expected a number >= 0`, path);
    if (path === "target") {
      const { name, source, columns, rows } = this.table;
      this.table = new Table(name, source, columns, rows, value);
    }
    if (path === "learning_rate" && this.training?.epoch > 0) {
      this.run.marks.push({ epoch: this.training.epoch, text: `learning_rate ${this.settings[path]} → ${value}` });
    }
    this.settings[path] = value;
    if (path !== "learning_rate") this.rebuild();
  }
  train_rows(part) {
    return this.table.rows.flatMap((row, i) => (this.table.part[i] === part ? [{ x: this.table.features(row), answer: this.table.answer(row) }] : []));
  }
  step() {
    const rows = this.train_rows(0);
    const size = this.settings.batch_size;
    const at = this.training.step;
    const loss = this.net.train(rows.slice(at * size, (at + 1) * size), this.settings);
    this.training.step++;
    if (this.training.step * size >= rows.length) this.end_epoch();
    return loss;
  }
  score(part) {
    const rows = this.train_rows(part);
    let [loss, right] = [0, 0];
    for (const { x, answer } of rows) {
      const { z } = this.net.forward(x).at(-1);
      loss += this.net.loss(z, answer) / rows.length;
      const p = this.net.probabilities(z);
      right += (this.table.task === "binary" ? Number(p[0] > 0.5) : p.indexOf(Math.max(...p))) === answer ? 1 / rows.length : 0;
    }
    return this.table.task === "regression" ? { loss } : { loss, accuracy: right };
  }
  end_epoch() {
    this.training.step = 0;
    this.training.epoch++;
    const numbers = { ...this.score(0) };
    for (const [key, value] of Object.entries(this.score(1))) numbers[`val_${key}`] = value;
    for (const [key, value] of Object.entries({ epoch: this.training.epoch, ...numbers })) this.run.history[key].push(value);
    this.publish("epoch", { run: this.run.id, epoch: this.training.epoch, ...numbers });
    if (this.training.epoch >= this.settings.epochs) this.finish();
  }
  finish() {
    this.stop();
    this.status = "finished";
    this.result = { metrics: { train: this.score(0), validation: this.score(1), test: this.score(2) }, model_hash: "8f1f36c1", out: null };
    this.changed();
  }
  start() {
    if (this.error || !this.net) throw new Refused("the network cannot be built; correct it first", "network");
    if (this.status === "finished") throw new Refused("this run has finished; reset it, or start a new run", null, null, 409);
    this.status = "running";
    this.timer = setInterval(() => {
      for (let i = 0; i < kPerTick && this.status === "running"; ++i) this.loss = this.step();
      this.progress(kPerTick * 20);
    }, 50);
  }
  progress(speed = 0) {
    this.training.steps_per_second = speed;
    this.publish("progress", { ...this.training, loss: this.loss });
  }
  stop() {
    clearInterval(this.timer);
    if (this.status === "running") this.status = "paused";
  }
  one(what) {
    this.stop();
    this.status = "paused";
    const epoch = this.training.epoch;
    do this.loss = this.step(); while (what === "epoch" && this.training.epoch === epoch && this.status !== "finished");
    this.progress();
  }
  command(body) {
    const commands = {
      start: () => this.start(), pause: () => this.stop(), step: () => this.one("step"), epoch: () => this.one("epoch"),
      reset: () => this.reset(), set: () => this.set(body.path, body.value),
      select: () => { const { command, ...chosen } = body; Object.assign(this.selection, chosen); },
      "run.new": () => this.new_run(),
      "run.close": () => { this.runs = this.runs.filter((run) => run.id !== body.id || run.active); },
      "run.rename": () => { this.runs.find((run) => run.id === body.id).name = body.name; },
      "run.activate": () => { for (const run of this.runs) run.active = run.id === body.id; },
      save: () => { this.result = { ...this.result, out: body.out, model_hash: "8f1f36c1" }; return this.result; },
    };
    if (!commands[body.command]) throw new Refused(`no command "${body.command}"`);
    if (!this.table) throw new Refused("there is no data yet; choose a data set or drop a file", "data");
    const answer = commands[body.command]();
    if (this.run) this.run.status = this.status;
    this.changed();
    return answer ?? {};
  }
}

export { activations };
