// The threshold of a yes, what it finds on the ROC and the precision-recall curve, and what its mistakes cost.
import { useSignal } from "@preact/signals";
import { Chart } from "../look/chart";
import { digits, percent } from "../numbers";
import type { Threshold } from "../protocol";

interface Props { roc: [number, number][]; precision_recall: [number, number][]; thresholds: Threshold[] }

const share = (part: number, of: number) => (of > 0 ? part / of : 0);

export function Costs({ roc, precision_recall, thresholds }: Props) {
  const at = useSignal<number | null>(null);
  const missed = useSignal(1);
  const alarm = useSignal(1);
  const costs = thresholds.map((one) => missed.value * one.false_negatives + alarm.value * one.false_positives);
  const cheapest = costs.indexOf(Math.min(...costs));
  const shown = Math.min(at.value ?? cheapest, thresholds.length - 1);
  const { threshold, true_positives: hits, false_positives: alarms, false_negatives: misses, true_negatives: quiet } = thresholds[shown];
  const [recall, precision] = [share(hits, hits + misses), hits + alarms > 0 ? hits / (hits + alarms) : null];
  const price = (name: string, value: typeof missed) => (
    <label>{name} <input type="number" min={0} step="any" value={value.value} onInput={(event) => (value.value = Math.max(0, Number(event.currentTarget.value)))} /></label>
  );
  return (
    <article class="card whole costs"><h3>Threshold and costs</h3>
      <div class="charts">
        <Chart label="ROC curve" x={[0, 1]} y={[0, 1]} x_name="false positive rate" y_name="true positive rate" point={[share(alarms, alarms + quiet), recall]}
               series={[{ points: roc, class: "s0" }, { points: [[0, 0], [1, 1]], class: "dash" }]} />
        <Chart label="Precision by recall" x={[0, 1]} y={[0, 1]} x_name="recall" y_name="precision" point={precision === null ? null : [recall, precision]}
               series={[{ points: precision_recall, class: "s0" }]} />
      </div>
      <label for="costs-threshold">threshold, from strict to generous: yes above <b>{digits(threshold)}</b></label>
      <input id="costs-threshold" type="range" min={0} max={thresholds.length - 1} value={shown} aria-valuetext={digits(threshold)}
             onInput={(event) => (at.value = Number(event.currentTarget.value))} />
      <p class="prices">{price("a missed yes costs", missed)} {price("a false alarm", alarm)}</p>
      <p role="status">{hits} of {hits + misses} found, {alarms} of {alarms + quiet} false alarms; recall {percent(recall)}, precision{" "}
        {precision === null ? "–" : percent(precision)}: cost <b>{digits(costs[shown])}</b>
        {shown === cheapest ? ", the least there is" : <>; least is {digits(costs[cheapest])} <button onClick={() => (at.value = null)}>Go there</button></>}</p>
    </article>
  );
}
