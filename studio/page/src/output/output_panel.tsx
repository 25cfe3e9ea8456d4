// What comes out: the surface over two columns with the rows as points, or the confusion matrix; and the curves.
import { mistakes, surface } from "../live/resources";
import { data, select, selection, state } from "../live/store";
import { useSignalEffect } from "@preact/signals";
import { Confusion } from "./confusion";
import { Curves } from "./curves";
import { FunctionCurve } from "./function_curve";
import { Legend } from "./legend";
import { Surface } from "./surface";

export function OutputPanel() {
  const now = data.value;
  return (
    <section class="panel output" aria-labelledby="output-title">
      <h2 id="output-title">Output</h2>
      {now ? <Shown /> : <p class="empty">Here you will see what the network answers everywhere between the rows.</p>}
      {now && <Curves />}
    </section>
  );
}

function Shown() {
  const now = data.value!;
  const flat = now.plane_columns.length === 0 || !selection.value.x;
  useSignalEffect(() => {
    if (flat && state.value) mistakes.refresh();
  });
  if (flat) return mistakes.value.value?.confusion ? <Confusion matrix={mistakes.value.value.confusion} />
    : <p class="empty">There is no plane of two columns to draw; the mistakes are in the drawer.</p>;
  return (
    <>
      <Axes />
      {one_column() ? <FunctionCurve /> : <Surface />}
      {surface.error.value && <p class="problem">{surface.error.value}</p>}
      <Legend />
    </>
  );
}

const one_column = () => ["regression", "binary"].includes(data.value!.task) && data.value!.plane_columns.length === 1;

function Axes() {
  const { plane_columns: columns } = data.value!;
  if (columns.length < 2) return null;
  const { x, y } = selection.value;
  const axis = (name: "x" | "y", value: string | null) => (
    <label>{name === "x" ? "→" : "↑"}
      <select aria-label={name === "x" ? "Column along the horizontal axis" : "Column along the vertical axis"} value={value ?? ""}
              onChange={(event) => void select({ [name]: event.currentTarget.value })}>
        {columns.map((column) => <option key={column} value={column}>{column}</option>)}
      </select></label>
  );
  const others = data.value!.columns.filter(({ name, role }) => role === "feature" && name !== x && name !== y).length;
  return (
    <div class="axes">{axis("x", x)}{axis("y", y)}
      {others > 0 && <label>others <select aria-label="Values of the other columns" value={selection.value.others}
              onChange={(event) => void select({ others: event.currentTarget.value })}>
        <option value="row">of row {selection.value.row}</option><option value="median">median</option></select></label>}
    </div>
  );
}
