// Answers to what the page asks for.
import { datasets } from "./datasets.mjs";
import { activations } from "./session.mjs";

function network(session) {
  if (!session.table) return null;
  const names = [...session.net.layers.keys()].map((l) => (l === 0 ? "dense" : `dense_${l}`));
  let from = session.table.inputs.length;
  const layers = session.net.layers.map((layer, l) => {
    const parameters = (from + 1) * layer.units;
    const described = { path: names[l], kind: "dense", units: layer.units, activation: layer.activation, output_shape: [layer.units], parameters, multiply_adds: from * layer.units };
    from = layer.units;
    return described;
  });
  const sum = (key) => layers.reduce((total, layer) => total + layer[key], 0);
  const input = { path: "input", kind: "input", units: session.table.inputs.length, activation: null, output_shape: [session.table.inputs.length], parameters: 0, multiply_adds: 0 };
  return { text: session.settings.network, error: session.error, parameters: sum("parameters"), multiply_adds: sum("multiply_adds"), layers: [input, ...layers] };
}

export function state(session) {
  const rows = session.table ? session.table.part.filter((p) => p === 0).length : 0;
  return {
    revision: session.revision, instance: "mock", runs_folder: null, status: session.status, message: session.message,
    builtin: datasets.map(({ id, title, options }) => ({ id, title, options })),
    data: session.table?.describe() ?? null, settings: session.settings,
    choices: { optimizer: ["adam", "sgd"], loss: ["auto"], schedule: ["constant", "cosine"], activation: activations, task: ["auto"] },
    network: network(session),
    training: { epoch: 0, step: 0, steps_per_second: 0, seconds: 0, ...session.training, epochs: session.settings.epochs, steps_per_epoch: Math.ceil(rows / session.settings.batch_size) },
    selection: session.selection, runs: session.runs, result: session.result,
    diagnosis: session.status === "finished" ? [{ kind: "unfinished", text: "The training loss still fell in the last epochs.", command: "--epochs 300" }] : [],
  };
}

export function explain(session, index) {
  const { table, net } = session;
  const row = table.rows[index];
  const x = table.features(row);
  const pass = net.forward(x);
  const { back, dx } = net.backward(pass, table.answer(row));
  const z = pass.at(-1).z;
  const p = net.probabilities(z);
  const names = network(session).layers.map(({ path }) => path);
  return {
    row: `row ${index}`, features: table.plane().map((name, i) => ({ name, value: x[i], derivative: dx[i] })),
    layers: net.layers.map((layer, l) => ({
      name: names[l + 1], kind: "dense", activation: layer.activation, inputs: [names[l]],
      parameters: [{ name: `${names[l + 1]}/kernel`, shape: [layer.w.length, layer.units] }],
      z: { shape: [layer.units], values: pass[l + 1].z, derivatives: back[l].dz },
      output: { shape: [layer.units], values: pass[l + 1].a, derivatives: back[l].da },
    })),
    prediction: prediction_of(table, p), target: row[table.target_at], loss: net.loss(z, table.answer(row)),
    loss_name: { regression: "mean_squared_error", binary: "binary_crossentropy", multiclass: "sparse_categorical_crossentropy" }[table.task],
    count: { nodes: 7, numbers: 2 * net.layers.reduce((n, layer) => n + layer.units, 0), visits: 7, parameters: network(session).parameters },
  };
}

function prediction_of(table, p) {
  if (table.task === "regression") return { value: p[0] };
  const all = table.task === "binary" ? [1 - p[0], p[0]] : p;
  return Object.fromEntries(table.classes.map((name, i) => [name, all[i]]));
}

export function predict(session, given) {
  const { table, net } = session;
  const row = table.columns.map((name) => given[name]);
  const p = net.probabilities(net.forward(table.features(row)).at(-1).z);
  const answer = prediction_of(table, p);
  const best = Object.entries(answer).sort((a, b) => b[1] - a[1])[0];
  return {
    prediction: table.task === "regression" ? String(p[0]) : best[0], value: table.task === "regression" ? p[0] : null,
    probabilities: table.task === "regression" ? null : answer,
    contributions: table.plane().map((column, i) => ({ column, value: String(given[column]), contribution: table.features(row)[i] * 0.3 })),
  };
}

function bins(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const counts = new Array(20).fill(0);
  for (const value of values) counts[Math.min(19, Math.floor((20 * (value - low)) / (high - low || 1)))]++;
  return { low, high, counts };
}

export function layers(session) {
  const { net } = session;
  const names = network(session).layers.map(({ path }) => path);
  const passes = session.train_rows(0).map(({ x }) => net.forward(x));
  return {
    layers: net.layers.map((layer, l) => {
      const a = passes.flatMap((pass) => pass[l + 1].a);
      const dead = layer.activation === "relu" ? a.filter((v) => v === 0).length / a.length : 0;
      return { path: names[l + 1], weights: bins(layer.w.flat()), activations: bins(a), gradients: bins(layer.w.flat().map((w) => w / 10)), dead_share: dead, saturated_share: 0, dead_units: [], saturated_units: [], verdict: null };
    }),
    more: 0,
  };
}

export function mistakes(session) {
  const { table, net } = session;
  const judged = table.rows.flatMap((row, i) => {
    if (table.part[i] !== 1) return [];
    const { z } = net.forward(table.features(row)).at(-1);
    const answer = prediction_of(table, net.probabilities(z));
    const best = Object.entries(answer).sort((a, b) => b[1] - a[1])[0];
    return [{ row: i, target: String(row[table.target_at]), prediction: best[0], loss: net.loss(z, table.answer(row)), p: best[1] }];
  });
  const worst = judged.toSorted((a, b) => b.loss - a.loss).slice(0, 10).map(({ p, ...shown }) => shown);
  if (table.task === "regression") return { confusion: null, worst, calibration: null, roc: null, precision_recall: null, thresholds: null };
  const counts = table.classes.map((actual) => table.classes.map((said) => judged.filter((j) => j.target === actual && j.prediction === said).length));
  return {
    confusion: { classes: table.classes, counts }, worst, calibration: [0.55, 0.65, 0.75, 0.85, 0.95].map((confidence) => ({ confidence, accuracy: confidence - 0.05, rows: 8 })),
    roc: [[0, 0], [0.1, 0.5], [0.3, 0.8], [1, 1]], precision_recall: [[0, 1], [0.5, 0.9], [1, 0.5]],
    thresholds: [[0.9, 0, 0], [0.6, 5, 1], [0.3, 8, 3], [0, 10, 10]].map(([threshold, hits, alarms]) =>
      ({ threshold, true_positives: hits, false_positives: alarms, false_negatives: 10 - hits, true_negatives: 10 - alarms })),
  };
}

export function points(session) {
  const { table, selection } = session;
  const [x, y] = [selection.x, selection.y].map((name) => table.columns.indexOf(name));
  const shown = table.rows.slice(0, 1000);
  return { x: shown.map((row) => row[x]), y: shown.map((row) => row[y]), target: shown.map((row) => table.answer(row)), part: table.part.slice(0, 1000), row: shown.map((_, i) => i) };
}
