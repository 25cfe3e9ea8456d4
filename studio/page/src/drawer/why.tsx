// Why this answer: the values of a row to change, what the network answers, and what each column contributes.
import { useSignal, useSignalEffect } from "@preact/signals";
import { ApiError, post } from "../api";
import { row } from "../live/resources";
import { data, selection, state } from "../live/store";
import { sign_class } from "../look/colour";
import { digits, exact, percent } from "../numbers";
import { RowChoice } from "../output/surface";
import type { Column, Prediction } from "../protocol";

const kWait = 200;  // milliseconds after the last key

export function Why() {
  const changed = useSignal<Record<string, string>>({});
  const answer = useSignal<Prediction | null>(null);
  const wrong = useSignal<string | null>(null);
  const original = row.value.value?.row ?? {};
  useSignalEffect(() => {
    void [selection.value.row, data.value?.name];
    changed.value = {};
  });
  useSignalEffect(() => {
    const values = { ...(row.value.value?.row ?? {}), ...changed.value };
    void state.value?.revision;
    if (Object.keys(values).length === 0) return;
    let newest = true;
    const timer = setTimeout(() => post<Prediction>("predict", { row: values }).then(
      (found) => newest && ([answer.value, wrong.value] = [found, null]),
      (error: ApiError) => newest && (wrong.value = error.message)), kWait);
    return () => {
      newest = false;
      clearTimeout(timer);
    };
  });
  const features = data.value!.columns.filter((column) => column.role === "feature");
  return (
    <div class="why-tab">
      <div>
        <div class="walk"><RowChoice /><span class="why">{row.value.value && `a ${row.value.value.part} row; target ${row.value.value.target}`}</span>
          <button disabled={Object.keys(changed.value).length === 0} onClick={() => (changed.value = {})}>Back to the row</button></div>
        <div class="fields">{features.map((column) => (
          <Field key={column.name} column={column} value={changed.value[column.name] ?? original[column.name] ?? ""}
                 change={(value) => (changed.value = { ...changed.value, [column.name]: value })} />
        ))}</div>
      </div>
      <div aria-live="polite">
        {wrong.value && <p class="problem">{wrong.value}</p>}
        {answer.value && <Answer answer={answer.value} />}
      </div>
    </div>
  );
}

function Field({ column, value, change }: { column: Column; value: string; change: (value: string) => void }) {
  const id = `value-${column.name}`;
  const labels = column.histogram?.kind === "category" ? column.histogram.labels : null;
  return (
    <div class="setting">
      <label for={id} class="name" title={column.name}>{column.name}</label>
      {labels?.includes(value) ? (
        <select id={id} value={value} onChange={(event) => change(event.currentTarget.value)}>
          {labels.map((label) => <option key={label} value={label}>{label}</option>)}</select>
      ) : <input id={id} value={value} inputMode={column.histogram?.kind === "number" ? "decimal" : "text"}
                 onInput={(event) => change(event.currentTarget.value)} />}
    </div>
  );
}

function Answer({ answer }: { answer: Prediction }) {
  const contributions = [...(answer.contributions ?? [])].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  const most = Math.max(1e-12, ...contributions.map(({ contribution }) => Math.abs(contribution)));
  return (
    <>
      <p class="answer" title={typeof answer.value === "number" ? exact(answer.value) : undefined}>{answer.value !== null && answer.value !== undefined ? digits(answer.value) : answer.prediction}</p>
      {answer.probabilities && (
        <table class="bars"><caption>Probabilities</caption><tbody>{Object.entries(answer.probabilities).map(([name, p]) => (
          <tr key={name}><th scope="row" title={name}>{name}</th><td class="n" title={exact(p)}>{percent(p)}</td>
            <td class="bar"><i class="positive" style={{ width: `${100 * p}%` }} /></td></tr>
        ))}</tbody></table>
      )}
      {contributions.length > 0 && (
        <table class="bars"><caption>Contribution of each column, against an average row</caption><tbody>{contributions.map((each) => (
          <tr key={each.column}><th scope="row" title={each.column}>{each.column} <span class="why">{each.value}</span></th>
            <td class="n" title={exact(each.contribution)}>{digits(each.contribution)}</td>
            <td class="bar"><i class={sign_class(each.contribution)} style={{ width: `${(100 * Math.abs(each.contribution)) / most}%` }} /></td></tr>
        ))}</tbody></table>
      )}
    </>
  );
}
