// A small network of dense layers, trained for real: forward, back, and one step of an optimizer.
import { random } from "./random.mjs";

const functions = {
  linear: [(z) => z, () => 1],
  tanh: [Math.tanh, (z, a) => 1 - a * a],
  relu: [(z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (z, a) => a * (1 - a)],
};
export const activations = Object.keys(functions);

/// Layers of the text of --network; an Error has the place of the word that is wrong.
export function parse(text) {
  const layers = [];
  let at = 0;
  for (const item of text.split(";")) {
    const words = [...item.matchAll(/\S+/g)].map((match) => ({ word: match[0], at: at + match.index }));
    at += item.length + 1;
    if (words.length === 0) continue;
    const fail = (message, place) => { throw Object.assign(new Error(message), { position: place.at }); };
    if (words[0].word !== "dense") fail(`"${words[0].word}": no such layer; there is dense`, words[0]);
    if (!words[1] || !/^[1-9]\d*$/.test(words[1].word)) fail(`dense: expected a number of units >= 1`, words[1] ?? words[0]);
    if (words[2] && !functions[words[2].word]) fail(`"${words[2].word}": no such activation`, words[2]);
    layers.push({ units: Number(words[1].word), activation: words[2]?.word ?? "relu" });
  }
  return layers;
}

export class Net {
  constructor(inputs, hidden, outputs, task, seed) {
    const { normal } = random(seed);
    this.task = task;
    this.layers = [];
    let from = inputs;
    for (const { units, activation } of [...hidden, { units: outputs, activation: "linear" }]) {
      const w = Array.from({ length: from }, () => Array.from({ length: units }, () => normal() / Math.sqrt(from)));
      this.layers.push({ units, activation, w, b: new Array(units).fill(0), m: new Map() });
      from = units;
    }
    this.steps = 0;
  }
  forward(x) {
    const pass = [{ a: x }];
    for (const layer of this.layers) {
      const before = pass[pass.length - 1].a;
      const z = layer.b.map((b, j) => before.reduce((sum, value, i) => sum + value * layer.w[i][j], b));
      pass.push({ z, a: z.map(functions[layer.activation][0]) });
    }
    return pass;
  }
  probabilities(z) {
    if (this.task === "regression") return z;
    if (this.task === "binary") return [1 / (1 + Math.exp(-z[0]))];
    const top = Math.max(...z);
    const e = z.map((v) => Math.exp(v - top));
    const sum = e.reduce((a, b) => a + b);
    return e.map((v) => v / sum);
  }
  loss(z, answer) {
    const p = this.probabilities(z);
    if (this.task === "regression") return (z[0] - answer) ** 2;
    if (this.task === "binary") return -Math.log(Math.max(1e-12, answer ? p[0] : 1 - p[0]));
    return -Math.log(Math.max(1e-12, p[answer]));
  }
  /// Derivatives of the loss of one row: of z and a of each layer, and of x.
  backward(pass, answer) {
    const z = pass[pass.length - 1].z;
    const p = this.probabilities(z);
    let da = this.task === "regression" ? [2 * (z[0] - answer)] : p.map((v, k) => v - (this.task === "binary" ? answer : Number(k === answer)));
    const back = [];
    for (let l = this.layers.length - 1; l >= 0; --l) {
      const layer = this.layers[l];
      const { z: zl, a } = pass[l + 1];
      const dz = da.map((d, j) => d * functions[layer.activation][1](zl[j], a[j]));
      back.unshift({ dz, da });
      da = layer.w.map((row) => row.reduce((sum, w, j) => sum + w * dz[j], 0));
    }
    return { back, dx: da };
  }
  /// One batch; gives its mean loss.
  train(rows, settings) {
    let loss = 0;
    const sums = this.layers.map((layer) => ({ w: layer.w.map((row) => row.map(() => 0)), b: layer.b.map(() => 0) }));
    for (const { x, answer } of rows) {
      const pass = this.forward(x);
      loss += this.loss(pass[pass.length - 1].z, answer) / rows.length;
      this.backward(pass, answer).back.forEach(({ dz }, l) => {
        pass[l].a.forEach((value, i) => dz.forEach((d, j) => (sums[l].w[i][j] += (value * d) / rows.length)));
        dz.forEach((d, j) => (sums[l].b[j] += d / rows.length));
      });
    }
    this.steps++;
    this.layers.forEach((layer, l) => {
      layer.w.forEach((row, i) => row.forEach((_, j) => { row[j] -= this.change(layer, `${i},${j}`, sums[l].w[i][j], settings); }));
      layer.b.forEach((_, j) => { layer.b[j] -= this.change(layer, `b${j}`, sums[l].b[j], settings); });
    });
    return loss;
  }
  change(layer, key, g, { optimizer, learning_rate: rate }) {
    if (optimizer !== "adam") return rate * g;
    const [m, v] = layer.m.get(key) ?? [0, 0];
    const next = [0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g];
    layer.m.set(key, next);
    return (rate * next[0] / (1 - 0.9 ** this.steps)) / (Math.sqrt(next[1] / (1 - 0.999 ** this.steps)) + 1e-8);
  }
}
