// Each label of the chosen row with a threshold of its own.
import { useSignal, useSignalEffect } from "@preact/signals";
import { post } from "../../api";
import { data, selection, state } from "../../live/store";
import { digits } from "../../numbers";
import { RowChoice } from "../../output/surface";
import type { Prediction } from "../../protocol";
import { Slider } from "./slider";

export function Labels() {
  const thresholds = useSignal<Record<string, number>>({});
  const answer = useSignal<Prediction | null>(null);
  useSignalEffect(() => {
    void [selection.value.row, state.value?.revision];
    if (data.value?.task !== "multilabel" || state.value?.network?.error) return;
    let newest = true;
    post<Prediction>("predict", { row: {} }).then((found) => newest && (answer.value = found), () => newest && (answer.value = null));
    return () => { newest = false; };
  });
  if (data.value?.task !== "multilabel" || !answer.value?.probabilities) return <p class="why">The labels of a row appear here once the lesson is prepared.</p>;
  return (
    <>
      <RowChoice />
      <table class="plain labels"><thead><tr><th scope="col">label</th><th scope="col" class="n">probability</th><th scope="col">answer</th><th scope="col">threshold</th></tr></thead>
        <tbody>{Object.entries(answer.value.probabilities).map(([name, p]) => {
          const threshold = thresholds.value[name] ?? 0.5;
          return (
            <tr key={name}><th scope="row">{name}</th><td class="n">{digits(p)}</td><td><b>{p > threshold ? "yes" : "no"}</b></td>
              <td><Slider name={`threshold of ${name}`} value={threshold} min={0} max={1} step={0.01} change={(to) => (thresholds.value = { ...thresholds.value, [name]: to })} /></td></tr>
          );
        })}</tbody></table>
    </>
  );
}
