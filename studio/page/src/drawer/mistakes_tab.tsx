// Mistakes on the validation rows: the confusion matrix, the worst rows, ranking and calibration.
import { mistakes, tab } from "../live/resources";
import { select } from "../live/store";
import { Chart } from "../look/chart";
import { digits } from "../numbers";
import { Confusion } from "../output/confusion";
import { Costs } from "./costs";
import { LearningCurveCard } from "./learning_curve";
import type { Mistakes } from "../protocol";

export function MistakesTab() {
  const now = mistakes.value.value;
  if (!now) return <p class="empty">{mistakes.error.value ?? "The mistakes appear here when the network has been trained for a step."}</p>;
  return (
    <div class="cards">
      {now.confusion && <article class="card whole"><h3>Confusion matrix</h3><Confusion matrix={now.confusion} /></article>}
      {now.worst.length > 0 && <Worst worst={now.worst} />}
      {now.roc && now.precision_recall && now.thresholds && <Costs roc={now.roc} precision_recall={now.precision_recall} thresholds={now.thresholds} />}
      {now.calibration && <Calibration bins={now.calibration} />}
      <LearningCurveCard />
    </div>
  );
}

function Worst({ worst }: { worst: Mistakes["worst"] }) {
  const open = (row: number) => async () => {
    if (await select({ row })) tab.value = "why";
  };
  return (
    <article class="card"><h3>Largest losses</h3>
      <table class="plain"><thead><tr><th scope="col">row</th><th scope="col">target</th><th scope="col">prediction</th><th scope="col" class="n">loss</th></tr></thead>
        <tbody>{worst.map((each) => (
          <tr key={each.row}><td><button class="quiet" onClick={open(each.row)} aria-label={`Why row ${each.row} got this answer`}>{each.row}</button></td>
            <td>{each.target}</td><td>{each.prediction}</td><td class="n">{digits(each.loss)}</td></tr>
        ))}</tbody></table></article>
  );
}

function Calibration({ bins }: { bins: NonNullable<Mistakes["calibration"]> }) {
  const points = bins.filter(({ rows }) => rows > 0).map(({ confidence, accuracy }): [number, number] => [confidence, accuracy]);
  return (
    <article class="card"><h3>Calibration</h3>
      <Chart label="Share of right answers by confidence" x={[0, 1]} y={[0, 1]} x_name="confidence" y_name="share right"
             series={[{ points: [[0, 0], [1, 1]], class: "dash" }, { points, class: "s0" }]} />
      <p class="why">On the dashed line an answer given with 70 % is right seven times in ten.</p></article>
  );
}
