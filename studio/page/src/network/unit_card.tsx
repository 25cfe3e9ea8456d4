// A unit, opened: its picture large, its weights with the names of what they weigh, z and a for the chosen row.
import { explanation, layers, weights as resource } from "../live/resources";
import { select, selection } from "../live/store";
import { sign_class } from "../look/colour";
import { digits, percent, split_unit } from "../numbers";
import type { Edge, ExplainedLayer } from "../protocol";
import { Histogram } from "../data/histogram";
import type { Placed } from "./text";
import { input_name, picture_of, UnitPicture } from "./units";

const kMostBars = 16;

export function UnitCard({ placed, edges }: { placed: Placed[]; edges: Edge[] }) {
  const { path, unit } = split_unit(selection.value.unit!);
  const column = placed.findIndex(({ layer }) => layer.path === path);
  if (column < 0) return null;
  const picture = picture_of(placed[column].index, unit);
  const title = column === 0 ? input_name(unit) : `Unit ${unit + 1} of ${path}`;
  const close = () => {
    void select({ unit: null });
    document.getElementById(`unit-${column}-${unit}`)?.focus();
  };
  return (
    <div class="unit-card" role="region" aria-label={title} onKeyDown={(event) => event.key === "Escape" && close()}>
      <h3>{title} <button class="quiet" aria-label="Close" onClick={close}>×</button></h3>
      {picture && (
        <figure><UnitPicture picture={picture} size={144} label={`Activation over ${selection.value.x} and ${selection.value.y}`} />
          <figcaption>{digits(picture.low)} to {digits(picture.high)} over {selection.value.x} and {selection.value.y}</figcaption></figure>
      )}
      <Numbers path={path} unit={unit} />
      <Weights edges={edges} path={path} unit={unit} />
    </div>
  );
}

function numbers_of(layer: ExplainedLayer, unit: number): [string, string, number | undefined][] {
  const g = layer.activation ?? "g";
  return [
    ["z", "w·x + b", layer.z?.values?.[unit]], ["a", `${g}(z)`, layer.output.values?.[unit]],
    ["∂loss/∂a", "how much the loss grows with a", layer.output.derivatives?.[unit]],
    ["∂loss/∂z", "∂loss/∂a · g′(z)", layer.z?.derivatives?.[unit]],
  ];
}

function Numbers({ path, unit }: { path: string; unit: number }) {
  const explained = explanation.value.value?.layers.find((layer) => layer.name === path);
  const health = layers.value.value?.layers.find((layer) => layer.path === path);
  if (!explained && !health) return null;
  return (
    <div class="numbers">
      {explained && <p class="why">For row {selection.value.row}:</p>}
      <dl>{explained && numbers_of(explained, unit).filter(([, , value]) => value !== undefined).map(([name, rule, value]) => (
        <><dt>{name} <span class="why">= {rule}</span></dt><dd class={sign_class(value!)}>{digits(value)}</dd></>
      ))}</dl>
      {health?.activations && (
        <figure><Histogram bins={{ kind: "number", ...health.activations }} label={`Activations of ${path}`} />
          <figcaption>activations of {path}: {digits(health.activations.low)} to {digits(health.activations.high)}
            {health.dead_share !== null && `, ${percent(health.dead_share)} dead`}
            {health.saturated_share !== null && `, ${percent(health.saturated_share)} saturated`}</figcaption></figure>
      )}
    </div>
  );
}

function Weights({ edges, path, unit }: { edges: Edge[]; path: string; unit: number }) {
  const edge = edges.find(({ to }) => to === path);
  if (!edge || unit >= (edge.weights[0]?.length ?? 0)) return null;
  const name = (i: number) => (edge.from === "input" ? input_name(i) : `${edge.from}/${i + 1}`);
  const weights = edge.weights.map((row, i) => ({ name: name(i), weight: row[unit] }));
  const bias = resource.value.value?.biases[path]?.[unit];
  if (bias !== undefined) weights.push({ name: "bias", weight: bias });
  const most = Math.max(1e-12, ...weights.map(({ weight }) => Math.abs(weight)));
  const some = edge.weights.length < edge.inputs ? `, from the first ${edge.weights.length} of ${edge.inputs} inputs` : "";
  const largest = weights.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight)).slice(0, kMostBars);
  return (
    <table class="bars">
      <caption>Weights{largest.length < weights.length && `, the ${kMostBars} largest of ${weights.length}`}{some}</caption>
      <tbody>{largest.map(({ name, weight }) => (
        <tr key={name}><th scope="row" title={name}>{name}</th><td class="n">{digits(weight)}</td>
          <td class="bar"><i class={sign_class(weight)} style={{ width: `${(100 * Math.abs(weight)) / most}%` }} /></td></tr>
      ))}</tbody>
    </table>
  );
}
