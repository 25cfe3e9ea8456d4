// One weight of the row's graph: its derivative by the chain rule, the update that follows from it, and the finite
// difference that agrees ("change a weight by 0.001").
import { useSignal } from "@preact/signals";
import { explanation, weights as resource } from "../live/resources";
import { settings } from "../live/store";
import { digits, exact } from "../numbers";
import { input_name } from "../network/units";
import { Chain, type Difference, kChange, type Slope, type WeightPlace } from "./finite";

const kMostPlaces = 64;
const bracket = (value: number) => (value < 0 ? `(${digits(value)})` : digits(value));

/// The weight that the loss depends on most.
function steepest(chain: Chain, places: WeightPlace[]): number {
  const slopes = places.map((place) => Math.abs(chain.slope(place)?.derivative ?? 0));
  return Math.max(0, slopes.indexOf(Math.max(...slopes)));
}

export function OneWeight() {
  const chosen = useSignal<number | null>(null);
  const [row, weights] = [explanation.value.value, resource.value.value];
  if (!row || !weights) return null;
  const chain = new Chain(row, weights);
  const places = chain.places(kMostPlaces);
  const at = Math.min(chosen.value ?? steepest(chain, places), places.length - 1);
  const place = places[at];
  const slope = place && chain.slope(place);
  if (!slope) return null;
  const difference = chain.difference(place);
  const names = places.map(({ column, from, to }) => {
    const before = column === 1 ? input_name(from) : `unit ${from + 1}`;
    return `${row.layers[column - 1].name}: ${before} → unit ${to + 1}`;
  });
  return (
    <div class="finite">
      <label for="finite-weight">One weight</label>{" "}
      <select id="finite-weight" value={String(at)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
        {names.map((name, i) => <option key={name} value={String(i)}>{name}</option>)}
      </select>
      <Update slope={slope} />
      {difference && <Finite slope={slope} difference={difference} />}
    </div>
  );
}

/// What gradient descent would do to it, by this row alone.
function Update({ slope: { weight, dz, x, derivative } }: { slope: Slope }) {
  const { learning_rate: rate, optimizer, l2 } = settings.value;
  if (typeof rate !== "number") return null;
  const after = weight - rate * derivative;
  const plain = String(optimizer).trim() === "sgd";
  return (
    <p class="update">∂loss/∂w = ∂loss/∂z · ∂z/∂w = {bracket(dz)} · {bracket(x)} = <output title={exact(derivative)}>{digits(derivative)}</output>. Update:{" "}
      w − rate · ∂loss/∂w = {digits(weight)} − {digits(rate)} · {bracket(derivative)} = <output title={exact(after)}>{digits(after)}</output>.{" "}
      <span class="why">That is a step of gradient descent on this row alone; a step of training takes the mean over its batch
        {typeof l2 === "number" && l2 > 0 && ", adds 2 · L2 · w"}{!plain && `, and ${String(optimizer)} makes its own step of it`}.</span></p>
  );
}

function Finite({ slope, difference: { loss, changed, quotient } }: { slope: Slope; difference: Difference }) {
  return (
    <p class="why">Change it by {digits(kChange)}: the loss goes from {digits(loss)} to {changed.toPrecision(7).replace("-", "−")}.
      Finite difference <b>{digits(quotient)}</b>, back propagation <b>{digits(slope.derivative)}</b>.</p>
  );
}
