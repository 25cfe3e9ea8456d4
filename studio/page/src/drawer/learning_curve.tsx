// The learning curve: the same network trained on an eighth, a quarter, half and all of the rows, and what follows.
import { useSignal, useSignalEffect } from "@preact/signals";
import { ApiError, post } from "../api";
import { active_run, status } from "../live/store";
import { Chart } from "../look/chart";
import { digits } from "../numbers";
import type { LearningCurve } from "../protocol";

/// High error on the training rows themselves is bias, a gap to the other rows variance.
export function bias_or_variance({ points, metric, part }: LearningCurve): string {
  const last = points.at(-1)!;
  const [train, held_out] = [digits(last.train), digits(last.held_out)];
  return `With all ${digits(last.rows)} rows ${metric} is ${train} on the training rows and ${held_out} on the ${part} rows. `
    + "Poor on the training rows themselves is bias: try a larger network, or train longer. "
    + "A gap between the two is variance: try more rows, L2 or dropout.";
}

export function LearningCurveCard() {
  const curve = useSignal<LearningCurve | null>(null);
  const busy = useSignal(false);
  const wrong = useSignal<string | null>(null);
  useSignalEffect(() => {
    void [active_run.value?.id, status.value];
    curve.value = null;
  });
  const compute = async () => {
    busy.value = true;
    wrong.value = null;
    try {
      curve.value = await post<LearningCurve>("learning_curve", {});
    } catch (error) {
      wrong.value = (error as ApiError).message;
    }
    busy.value = false;
  };
  const ready = status.value === "finished" && !active_run.value?.watched;
  return (
    <article class="card learning-curve"><h3>Learning curve</h3>
      {curve.value ? <Shown curve={curve.value} /> : (
        <p class="why">{ready ? "Trains this network on an eighth, a quarter and half of the rows, and compares." : "When the run has finished: would more rows help?"}</p>
      )}
      {!curve.value && <p><button disabled={!ready || busy.value} onClick={() => void compute()}>{busy.value ? "Training…" : "Compute the learning curve"}</button></p>}
      {wrong.value && <p class="problem" role="alert">{wrong.value}</p>}
    </article>
  );
}

function Shown({ curve }: { curve: LearningCurve }) {
  const values = curve.points.flatMap(({ train, held_out }) => [train, held_out]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = 0.08 * (high - low || 1);
  const series = [{ points: curve.points.map(({ rows, train }): [number, number] => [rows, train]), class: "s0", name: "training" },
                  { points: curve.points.map(({ rows, held_out }): [number, number] => [rows, held_out]), class: "s1", name: curve.part }];
  return (
    <>
      <Chart label={`${curve.metric} by number of training rows`} x={[0, curve.points.at(-1)!.rows]} y={[low - room, high + room]}
             x_name="training rows" y_name={curve.metric} series={series} />
      <p class="legend"><span>solid: training rows</span><span>dashed: {curve.part} rows</span></p>
      <p>{curve.sentence}</p><p class="why">{bias_or_variance(curve)}</p>
    </>
  );
}
