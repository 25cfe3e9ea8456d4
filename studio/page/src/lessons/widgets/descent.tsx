// Down the cost surface of two weights, a step at a time: gradient descent, momentum and Adam from the same start.
import { useComputed, useSignal } from "@preact/signals";
import { contours } from "d3-contour";
import { points } from "../../live/resources";
import { data } from "../../live/store";
import { Canvas } from "../../look/canvas";
import { theme } from "../../look/colour";
import { digits } from "../../numbers";
import { begin, cost, gradient, kWays, problem_of, step, type Problem, type Walker } from "./surface";

const kSize = 320;
const kEnd = 3;       // of each weight, to both sides
const kGrid = 48;
const at = (value: number) => ((value + kEnd) / (2 * kEnd)) * kSize;

/// The same rows for the same step number, so that the three ways see the same batches.
const batch_of = (all: number, size: number, number: number) =>
  Array.from({ length: size }, (_, i) => ((number * size + i) * 7919) % all);

function draw(context: CanvasRenderingContext2D, problem: Problem, walkers: Walker[]) {
  const values = Array.from({ length: kGrid * kGrid }, (_, i) =>
    Math.sqrt(cost(problem, [-kEnd + ((i % kGrid) / (kGrid - 1)) * 2 * kEnd, -kEnd + (Math.floor(i / kGrid) / (kGrid - 1)) * 2 * kEnd])));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  context.strokeStyle = theme.value.soft;
  context.lineWidth = 0.7;
  for (const shape of contours().size([kGrid, kGrid]).thresholds(Array.from({ length: 14 }, (_, i) => low + ((i + 0.3) / 14) * (high - low)))(values)) {
    for (const ring of shape.coordinates.flat()) {
      context.beginPath();
      ring.forEach(([x, y]) => context.lineTo((x / kGrid) * kSize, kSize - (y / kGrid) * kSize));
      context.stroke();
    }
  }
  walkers.forEach(({ path }, i) => {
    context.strokeStyle = context.fillStyle = theme.value.classes[i];
    context.lineWidth = 2;
    context.beginPath();
    path.forEach(([p, q]) => context.lineTo(at(p), kSize - at(q)));
    context.stroke();
    const [p, q] = path.at(-1)!;
    context.beginPath();
    context.arc(at(p), kSize - at(q), 4, 0, 2 * Math.PI);
    context.fill();
  });
}

type Choice = [number, string];
const kRates: Choice[] = [[0.01, "0.01"], [0.03, "0.03"], [0.1, "0.1"], [0.3, "0.3"], [1, "1"], [3, "3"]];
const kBatches: Choice[] = [[1, "1 row"], [8, "8 rows"], [0, "all rows"]];
const kSizes: Choice[] = [[1, "as large"], [0.3, "a third"]];

function Select({ name, value, choices, change }: { name: string; value: number; choices: Choice[]; change: (to: number) => void }) {
  return (
    <label>{name} <select aria-label={name} value={String(value)} onChange={(event) => change(Number(event.currentTarget.value))}>
      {choices.map(([each, text]) => <option key={text} value={String(each)}>{text}</option>)}</select></label>
  );
}

/// All three ways, so many steps further.
function further(walkers: Walker[], problem: Problem, steps: number, rate: number, batch: number): Walker[] {
  const rows = problem.y.map((_, i) => i);
  for (let i = 0; i < steps; ++i) {
    walkers = walkers.map((walker, k) =>
      step(walker, kWays[k], rate, gradient(problem, walker.w, batch ? batch_of(rows.length, batch, walker.steps) : rows)));
  }
  return walkers;
}

export function Descent() {
  const rate = useSignal(0.3);
  const batch = useSignal(0);
  const chosen = useSignal<number | null>(null);
  const second = useComputed(() => chosen.value ?? (data.value?.builtin === "ill_scaled" ? 0.3 : 1));
  const walkers = useSignal(kWays.map(begin));
  const problem = useComputed(() => (points.value.value ? problem_of(points.value.value, second.value) : null));
  const now = problem.value;
  if (!now || data.value?.task !== "regression" || data.value.plane_columns.length < 2) return <p class="why">The cost surface appears here once the lesson is prepared.</p>;
  const again = () => (walkers.value = kWays.map(begin));
  const go = (steps: number) => () => (walkers.value = further(walkers.value, now, steps, rate.value, batch.value));
  const choose = (of: { value: number | null }) => (to: number) => { of.value = to; again(); };
  return (
    <div class="descent">
      <Canvas width={kSize} height={kSize} label={`Cost of two weights; after ${walkers.value[0].steps} steps`} draw={(context) => draw(context, now, walkers.value)} />
      <div>
        <div class="walk"><Select name="rate" value={rate.value} choices={kRates} change={choose(rate)} />
          <Select name="batch" value={batch.value} choices={kBatches} change={choose(batch)} />
          <Select name="second column" value={second.value} choices={kSizes} change={choose(chosen)} /></div>
        <p class="walk"><button onClick={go(1)}>One step</button><button class="primary" onClick={go(20)}>20 steps</button>
          <button onClick={again}>Back to the start</button></p>
        <Reached problem={now} walkers={walkers.value} />
        <p class="why" role="status">step {walkers.value[0].steps}; lines join places of the same cost</p>
      </div>
    </div>
  );
}

function Reached({ problem, walkers }: { problem: Problem; walkers: Walker[] }) {
  return (
    <table class="plain descent-table"><thead><tr><th scope="col">way</th><th scope="col" class="n">w₁</th><th scope="col" class="n">w₂</th><th scope="col" class="n">cost</th></tr></thead>
      <tbody>{walkers.map(({ w }, i) => (
        <tr key={kWays[i]}><th scope="row"><b style={{ color: theme.value.classes[i] }}>●</b> {kWays[i]}</th>
          <td class="n">{digits(w[0])}</td><td class="n">{digits(w[1])}</td><td class="n">{digits(cost(problem, w))}</td></tr>))}</tbody></table>
  );
}
