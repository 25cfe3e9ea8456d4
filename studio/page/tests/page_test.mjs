// The committed page is what the sources give, names its own script and style by hash, and loads nothing else;
// the mock trains for real, so that a page tested against it shows numbers that move.
import assert from "node:assert";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { Net, parse } from "./mock/network.mjs";
import { weights } from "./mock/weights.mjs";

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const page = readFileSync(file("dist/index.html"), "utf8");

test("the page is built from its sources, byte for byte", () => {
  const out = join(mkdtempSync(join(tmpdir(), "page-")), "index.html");
  execFileSync(process.execPath, [file("build.mjs"), out]);
  assert.ok(readFileSync(out, "utf8") === page, "run `npm run build` and commit dist/index.html");
});

test("the policy names the script and the style by their hashes", () => {
  for (const [open, close] of [["<style>", "</style>"], ['<script type="module">', "</script>"]]) {
    const from = page.indexOf(open) + open.length;
    const text = page.slice(from, page.indexOf(close, from));
    assert.ok(page.includes(`'sha256-${createHash("sha256").update(text).digest("base64")}'`), open);
  }
  assert.ok(!/<(script|link|img)[^>]+(src|href)="http/.test(page));
});

test("the page has the licence of each package in it", () => {
  for (const name of ["preact", "@preact/signals", "uplot", "d3-contour", "d3-shape"]) {
    assert.match(page, new RegExp(`\\n?${name} \\d+\\.\\d+\\.\\d+ \\(`), name);
  }
  assert.match(page, /Permission is hereby granted, free of charge/);
});

test("derivatives of the mock agree with finite differences", () => {
  const net = new Net(2, parse("dense 3 tanh; dense 2 sigmoid"), 1, "binary", 1);
  const x = [0.3, -0.7];
  const loss = () => net.loss(net.forward(x).at(-1).z, 1);
  const { dz } = net.backward(net.forward(x), 1).back[0];
  net.layers[0].b[1] += 1e-5;
  const up = loss();
  net.layers[0].b[1] -= 2e-5;
  assert.ok(Math.abs((up - loss()) / 2e-5 - dz[1]) < 1e-7);
});

/// What a source of the page exports.
async function of_source(name) {
  const { outputFiles } = buildSync({ entryPoints: [file(name)], bundle: true, write: false, format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

test("weights arrive as they were sent, of large layers a corner", async () => {
  const { decode_weights } = await of_source("src/live/weights.ts");
  const net = new Net(2, parse("dense 70 tanh; dense 2 sigmoid"), 1, "binary", 1);
  const bytes = weights({ net });
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const { edges, biases } = decode_weights(buffer, ["input", "dense", "dense_1", "dense_2"]);
  assert.deepEqual(edges.map(({ from, to, inputs, units }) => [from, to, inputs, units]).slice(0, 2),
    [["input", "dense", 2, 70], ["dense", "dense_1", 70, 2]]);
  assert.deepEqual(edges[0].weights, net.layers[0].w.map((row) => row.slice(0, 64).map(Math.fround)));
  assert.equal(edges[1].weights.length, 64);
  assert.deepEqual(biases.dense_1, net.layers[1].b.map(Math.fround));
  assert.throws(() => decode_weights(buffer.slice(0, -4), ["input", "dense", "dense_1", "dense_2"]), /cut short/);
  assert.throws(() => decode_weights(new ArrayBuffer(8), []), /reload the page/);
});

test("layers come from the items of the text, whatever they are called there", async () => {
  const { items, place } = await of_source("src/network/text.ts");
  const layers = (...kinds) => kinds.map((kind, i) => ({ path: `${kind}_${i}`, kind, units: 1 }));
  const placed = (text, ...kinds) => place({ layers: layers("input", ...kinds, "dense") }, items(text, [])).map(({ item }) => item);
  assert.deepEqual(placed("conv2d 8 3x3; maxpool 2; flatten", "conv2d", "max_pooling", "flatten"), [null, 0, 1, 2, null]);
  assert.deepEqual(placed("dense 4; dense 2", "dense", "dropout", "dense", "dropout"), [null, 0, null, 1, null, null]);
  assert.deepEqual(placed("repeat 2 { dense 4 }", "dense", "dense"), [null, null, null, null], "one item for several layers");
});

test("a zero has no sign", async () => {
  const { digits } = await of_source("src/numbers.ts");
  assert.deepEqual([-0, 0, -0.5, 12345, null].map(digits), ["0", "0", "−0.5", "12,345", "–"]);
});
