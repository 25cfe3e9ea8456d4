// A column: its type, what becomes of it, and how its values are spread.
import { set, settings } from "../live/store";
import type { Column } from "../protocol";
import { digits, plural } from "../numbers";
import { Histogram } from "./histogram";

export function ColumnCard({ column }: { column: Column }) {
  const missing = column.missing > 0 ? `, ${plural(column.missing, "missing value")}` : "";
  return (
    <li class={`column ${column.role}`}>
      <p><b class="name" title={column.name}>{column.name}</b> <span class="role">{column.role}</span>
        {column.role !== "target" && <Use name={column.name} used={column.role === "feature"} />}</p>
      {column.histogram && <Histogram bins={column.histogram} label={`Values of ${column.name}`} />}
      <p class="why">{column.type}, {plural(column.distinct, "value")}{missing}{column.becomes && `; becomes ${column.becomes}`}</p>
      {column.histogram?.kind === "number" && (
        <p class="why ends"><span>{digits(column.histogram.low)}</span><span>{digits(column.histogram.high)}</span></p>
      )}
      {column.notes.map((note) => <p class="why" key={note}>{note}</p>)}
    </li>
  );
}

/// The types that were set by hand, as of --columns, with this column read or left out.
function types_with(name: string, used: boolean): string {
  const others = String(settings.value.columns ?? "").split(",").filter((part) => part && !part.startsWith(`${name}=`));
  return [...others, ...(used ? [] : [`${name}=ignore`])].join(",") || "auto";
}

function Use({ name, used }: { name: string; used: boolean }) {
  return <label class="use"><input type="checkbox" checked={used} aria-label={`Use ${name}`}
    onChange={() => void set("columns", types_with(name, !used))} /> use</label>;
}
