// The threshold of a yes, and what it costs: each place on the ROC curve is one, a missed yes and a false alarm have a price.
import { useSignal } from "@preact/signals";
import { Chart } from "../look/chart";
import { digits, percent } from "../numbers";

interface Props { curve: [number, number][]; positives: number; negatives: number }

export function Costs({ curve, positives, negatives }: Props) {
  const at = useSignal<number | null>(null);
  const missed = useSignal(1);
  const alarm = useSignal(1);
  const cost = ([fpr, tpr]: [number, number]) => missed.value * (1 - tpr) * positives + alarm.value * fpr * negatives;
  const costs = curve.map(cost);
  const cheapest = costs.indexOf(Math.min(...costs));
  const shown = Math.min(at.value ?? cheapest, curve.length - 1);
  const price = (name: string, value: typeof missed) => (
    <label>{name} <input type="number" min={0} step="any" value={value.value} onInput={(event) => (value.value = Math.max(0, Number(event.currentTarget.value)))} /></label>
  );
  const [fpr, tpr] = curve[shown];
  return (
    <article class="card costs"><h3>Threshold and costs</h3>
      <Chart label="ROC curve" x={[0, 1]} y={[0, 1]} x_name="false positive rate" y_name="true positive rate" point={curve[shown]}
             series={[{ points: curve, class: "s0" }, { points: [[0, 0], [1, 1]], class: "dash" }]} />
      <label for="costs-threshold">threshold, from strict to generous</label>
      <input id="costs-threshold" type="range" min={0} max={curve.length - 1} value={shown} onInput={(event) => (at.value = Number(event.currentTarget.value))} />
      <p class="prices">{price("a missed yes costs", missed)} {price("a false alarm", alarm)}</p>
      <p role="status">{percent(tpr)} of {positives} found, {Math.round(fpr * negatives)} of {negatives} false alarms: cost <b>{digits(costs[shown])}</b>
        {shown === cheapest ? ", the least there is" : <>; least is {digits(costs[cheapest])} <button onClick={() => (at.value = null)}>Go there</button></>}</p>
    </article>
  );
}
