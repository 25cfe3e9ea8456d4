// The weights of one neuron beside those of logistic regression, solved on the same training rows.
import { points, weights } from "../../live/resources";
import { data } from "../../live/store";
import { digits } from "../../numbers";
import type { Points } from "../../protocol";
import { logistic_regression, standardised } from "./newton";

/// The columns of the plane, of the training rows.
function training_rows({ x, y, target, part }: Points, columns: number) {
  const kept = target.map((_, i) => i).filter((i) => part[i] === 0);
  const take = (values: number[]) => { const some = kept.map((i) => values[i]); return standardised(some, some); };
  const inputs = columns === 1 ? [take(x)] : [take(x), take(y)];
  return { rows: kept.map((_, i) => inputs.map((values) => values[i])), target: kept.map((i) => target[i]) };
}

export function Solver() {
  const found = points.value.value;
  const columns = data.value?.plane_columns ?? [];
  const edge = weights.value.value?.edges.find(({ from }) => from === "input");
  if (!found || data.value?.task !== "binary" || columns.length > 2 || edge?.weights[0]?.length !== 1) {
    return <p class="why">The solver's weights appear here for two columns and no hidden layer: prepare the lesson.</p>;
  }
  const { rows, target } = training_rows(found, columns.length);
  const solved = logistic_regression(rows, target);
  const own = [...edge.weights.map(([weight]) => weight), weights.value.value!.biases[edge.to]?.[0] ?? 0];
  return (
    <table class="plain solver"><caption>Weights of the standardised columns</caption>
      <thead><tr><td /><th scope="col" class="n">the neuron, now</th><th scope="col" class="n">logistic regression, solved</th></tr></thead>
      <tbody>{[...columns, "bias"].map((name, i) => (
        <tr key={name}><th scope="row">{name}</th><td class="n">{digits(own[i])}</td><td class="n">{digits(solved[i])}</td></tr>))}</tbody></table>
  );
}
