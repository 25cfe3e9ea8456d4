// "Change a weight by 0.001": the difference of the loss beside the derivative of back propagation.
import { useSignal } from "@preact/signals";
import { explanation, weights as resource } from "../live/resources";
import { digits } from "../numbers";
import { input_name } from "../network/units";
import { Chain, kChange } from "./finite";

const kMostPlaces = 64;

export function FiniteDifference() {
  const chosen = useSignal(0);
  const [row, weights] = [explanation.value.value, resource.value.value];
  if (!row || !weights) return null;
  const chain = new Chain(row, weights);
  const places = chain.places().slice(0, kMostPlaces);
  const place = places[Math.min(chosen.value, places.length - 1)];
  const result = place && chain.difference(place);
  if (!result) return null;
  const names = places.map(({ column, from, to }) => {
    const before = column === 1 ? input_name(from) : `unit ${from + 1}`;
    return `${row.layers[column - 1].name}: ${before} → unit ${to + 1}`;
  });
  return (
    <div class="finite">
      <label for="finite-weight">Change a weight by {digits(kChange)}</label>
      <select id="finite-weight" value={String(chosen.value)} onChange={(event) => (chosen.value = Number(event.currentTarget.value))}>
        {names.map((name, i) => <option key={name} value={String(i)}>{name}</option>)}
      </select>
      <p class="why">w = {digits(result.weight)}: the loss goes from {digits(result.loss)} to {result.changed.toPrecision(7).replace("-", "−")}.
        Finite difference <b>{digits(result.quotient)}</b>, back propagation <b>{digits(result.derivative)}</b>.</p>
    </div>
  );
}
