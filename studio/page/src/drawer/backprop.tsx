// Back propagation of the chosen row, one step at a time: values left to right, derivatives right to left.
import { useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { explanation, weights } from "../live/resources";
import { selection, status } from "../live/store";
import { count, digits, exact } from "../numbers";
import { RowChoice } from "../output/surface";
import { Graph } from "./graph";
import { OneWeight } from "./one_weight";
import { Walk } from "./steps";

const kPlay = 900;  // milliseconds a step

export function Backprop() {
  const walk = useComputed(() => explanation.value.value && new Walk(explanation.value.value, weights.value.value));
  const full = useComputed(() => explanation.value.value && new Walk(explanation.value.value, weights.value.value, exact));
  const at = useSignal(0);
  const playing = useSignal(false);
  useSignalEffect(() => {
    if (!playing.value) return;
    const timer = setInterval(() => {
      if (at.value < (walk.value?.steps.length ?? 0)) ++at.value;
      else playing.value = false;
    }, kPlay);
    return () => clearInterval(timer);
  });
  const now = walk.value;
  if (!now) return <p class="empty">{explanation.error.value ?? "The values of a row appear here as soon as the network can be built."}</p>;
  const length = now.steps.length;
  const done = Math.min(at.value, length);
  const step = done > 0 ? now.steps[done - 1] : null;
  const go = (to: number) => () => { playing.value = false; at.value = Math.max(0, Math.min(length, to)); };
  return (
    <div class="backprop">
      <div class="walk" role="group" aria-label="Steps of back propagation">
        <button onClick={go(0)} disabled={done === 0}>First</button>
        <button onClick={go(done - 1)} disabled={done === 0}>Back</button>
        <button class="primary" onClick={go(done + 1)} disabled={done === length}>Next</button>
        <button onClick={() => { if (done === length) at.value = 0; playing.value = !playing.value; }} aria-pressed={playing.value}>
          {playing.value ? "Stop" : "Play"}</button>
        <button onClick={go(length)} disabled={done === length}>Last</button>
        <input type="range" min={0} max={length} value={done} aria-label="Step" onInput={(event) => go(Number(event.currentTarget.value))()} />
        <span class="tabular">{count(done)} of {count(length)}</span>
        <RowChoice />
      </div>
      <p class="rule" role="status">
        {step ? <><b class={step.pass}>{step.pass === "forward" ? "Value" : "Derivative"}</b> <span>{step.rule}</span> <code title={full.value?.steps[done - 1]?.numbers}>{step.numbers}</code></>
          : `Row ${selection.value.row}${status.value === "running" ? ", while training goes on" : ""}: press Next for the first value.`}
      </p>
      <Graph walk={now} done={done} />
      <OneWeight />
      <Cost />
    </div>
  );
}

function Cost() {
  const numbers = explanation.value.value?.count;
  if (!numbers) return null;
  const { numbers: n, parameters: p } = numbers;
  return (
    <p class="why">{count(n)} numbers between weights and loss, {count(p)} parameters: every derivative is computed once, so
      N + P = <b>{count(n + p)}</b> steps; one parameter at a time would be N × P = <b>{count(n * p)}</b>, {digits((n * p) / (n + p))} times as many.</p>
  );
}
