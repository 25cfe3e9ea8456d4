// What an answer costs: −log a of a probability, beside the squared error; and three losses of an error in a number.
import { useSignal } from "@preact/signals";
import { Chart } from "../../look/chart";
import { digits } from "../../numbers";
import { Slider } from "./slider";

const kSteps = 100;
const huber = (e: number) => (Math.abs(e) <= 1 ? 0.5 * e * e : Math.abs(e) - 0.5);
const over = (low: number, high: number, f: (x: number) => number) =>
  Array.from({ length: kSteps + 1 }, (_, i): [number, number] => { const x = low + (i / kSteps) * (high - low); return [x, f(x)]; });

export function Losses() {
  const a = useSignal(0.7);
  const error = useSignal(2);
  return (
    <div class="cards">
      <article class="card whole"><h3>A probability a for what is true</h3>
        <Chart label="Cost of a probability" x={[0, 1]} y={[0, 5]} x_name="a" y_name="cost" width={300} point={[a.value, -Math.log(a.value)]}
               series={[{ points: over(0.007, 1, (x) => -Math.log(x)), class: "s0" }, { points: over(0, 1, (x) => (1 - x) ** 2), class: "s1" }]} />
        <Slider name="a" value={a.value} min={0.01} max={0.99} step={0.01} change={(to) => (a.value = to)} />
        <p role="status">−log a = <b>{digits(-Math.log(a.value))}</b>, slope {digits(-1 / a.value)}; (1 − a)² = <b>{digits((1 - a.value) ** 2)}</b>, slope {digits(-2 * (1 - a.value))}</p></article>
      <article class="card whole"><h3>An error e in a number</h3>
        <Chart label="Cost of an error" x={[-5, 5]} y={[0, 25]} x_name="e" y_name="cost" width={300} point={[error.value, error.value ** 2]}
               series={[{ points: over(-5, 5, (x) => x * x), class: "s0" }, { points: over(-5, 5, Math.abs), class: "s1" }, { points: over(-5, 5, huber), class: "dash" }]} />
        <Slider name="e" value={error.value} min={-5} max={5} step={0.1} change={(to) => (error.value = to)} />
        <p role="status">squared <b>{digits(error.value ** 2)}</b>, absolute <b>{digits(Math.abs(error.value))}</b>, Huber <b>{digits(huber(error.value))}</b>;
          slopes {digits(2 * error.value)}, {Math.sign(error.value)}, {digits(Math.max(-1, Math.min(1, error.value)))}</p></article>
    </div>
  );
}
