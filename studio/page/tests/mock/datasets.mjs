// Made data sets: columns, and rows of text or numbers, the last column the target.
import { random } from "./random.mjs";

const rows_option = (value) => ({ key: "rows", label: "rows", min: 50, max: 1000, step: 50, value });
const noise_option = { key: "noise", label: "noise", min: 0, max: 0.5, step: 0.01, value: 0.1 };

function plane_set(make) {
  return ({ rows, noise }) => {
    const { uniform, normal } = random(7);
    return Array.from({ length: rows }, (_, i) => {
      const [x, y, target] = make(uniform, normal, i, noise, rows);
      return [x + noise * normal(), y + noise * normal(), target];
    });
  };
}

const spiral = plane_set((uniform, normal, i, noise, rows) => {
  const arm = i % 2;
  const r = (i / rows) * 1 + 0.05;
  const angle = 1.75 * r * 2 * Math.PI + arm * Math.PI;
  return [r * Math.sin(angle), r * Math.cos(angle), arm ? "outer" : "inner"];
});
const circle = plane_set((uniform, normal, i) => {
  const angle = uniform() * 2 * Math.PI;
  const r = i % 2 ? 0.7 + 0.3 * uniform() : 0.5 * uniform();
  return [r * Math.cos(angle), r * Math.sin(angle), i % 2 ? "ring" : "disc"];
});
const xor = plane_set((uniform) => {
  const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
  return [x, y, x * y > 0 ? "same" : "different"];
});
const gaussians = plane_set((uniform, normal, i) => {
  const centre = i % 2 ? 0.8 : -0.8;
  return [centre + 0.6 * normal(), centre + 0.6 * normal(), i % 2 ? "b" : "a"];
});
const blobs = plane_set((uniform, normal, i) => {
  const angle = ((i % 3) * 2 * Math.PI) / 3;
  return [Math.cos(angle) + 0.25 * normal(), Math.sin(angle) + 0.25 * normal(), "abc"[i % 3]];
});
const plane = plane_set((uniform) => {
  const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
  return [x, y, 2 * x - y + 0.5];
});
const ill_scaled = plane_set((uniform) => {
  const [x, y] = [2 * uniform() - 1, 200 * uniform() - 100];
  return [x, y, x + y / 100];
});
const kink = ({ rows, noise }) => {
  const { uniform, normal } = random(7);
  return Array.from({ length: rows }, () => {
    const x = 4 * uniform() - 2;
    return [x, Math.max(0, x) + 0.2 * x + noise * normal()];
  });
};
const measured = (columns, classes, seed) => ({ rows }) => {
  const { uniform, normal } = random(seed);
  return Array.from({ length: rows }, () => {
    const k = Math.floor(uniform() * classes.length);
    return [...columns.map((_, j) => 10 * (j + 1) + (k - 0.5) * (1 + (j % 2)) + normal()), classes[k]];
  });
};

const set = (id, title, columns, make, noise = true) =>
  ({ id, title, columns, make, options: noise ? [noise_option, rows_option(200)] : [rows_option(150)] });
const xy = ["x", "y", "class"];

export const datasets = [
  set("spiral", "Spiral", xy, spiral), set("circle", "Circle", xy, circle), set("xor", "Exclusive or", xy, xor),
  set("gaussians", "Two Gaussians", xy, gaussians), set("blobs", "Three blobs", xy, blobs),
  set("plane", "Plane", ["x", "y", "height"], plane), set("kink", "A kink", ["x", "value"], kink),
  set("ill_scaled", "Ill-scaled columns", ["small", "large", "value"], ill_scaled),
  ...["street", "coffee", "digits", "breast_cancer", "shapes", "ecg"].map((id, i) => {
    const columns = ["temperature", "duration", "weight", "moisture"];
    return set(id, id.replace("_", " "), [...columns, "answer"], measured(columns, ["bad", "good"], i + 3), false);
  }),
];

/// A small CSV without quotes.
export function parse_csv(text) {
  const lines = text.trim().split(/\r?\n/);
  const columns = lines[0].split(",");
  const rows = lines.slice(1).map((line) => line.split(","));
  const bad = rows.findIndex((row) => row.length !== columns.length);
  if (columns.length < 2 || rows.length < 10 || bad >= 0) {
    const place = bad >= 0 ? `line ${bad + 2}: expected ${columns.length} fields, found ${rows[bad].length}` : "no table";
    throw new Error(`${place}; a CSV file has one row per line and the same number of fields in each`);
  }
  return { columns, rows: rows.map((row) => row.map((field) => (field !== "" && Number.isFinite(Number(field)) ? Number(field) : field))) };
}
