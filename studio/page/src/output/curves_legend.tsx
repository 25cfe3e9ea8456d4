// Which curve is whose: the runs with the settings in which they differ, and what was changed while the shown one ran.
import { name_of } from "../components/setting";
import { theme } from "../look/colour";
import type { Run } from "../protocol";
import { colour_of } from "./plot";

/// Settings in which the runs differ.
export function differing(runs: Run[]): string[] {
  const keys = Object.keys(runs[0]?.settings ?? {});
  return keys.filter((key) => runs.some((run) => run.settings[key] !== runs[0].settings[key]));
}

export function CurvesLegend({ runs }: { runs: Run[] }) {
  const keys = differing(runs);
  const marks = runs.find(({ active }) => active)?.marks ?? [];
  return (
    <>
      {runs.length > 1 && <ul class="legend runs-legend">{runs.map((run, i) => (
        <li key={run.id}><b style={{ color: run.active ? theme.value.classes[0] : colour_of(i) }}>―</b> <b>{run.name}</b>{" "}
          {keys.map((key) => `${name_of(key)} ${String(run.settings[key]) || "–"}`).join(", ") || "the same settings"}</li>))}</ul>}
      {marks.length > 0 && <ul class="legend changes" aria-label="Changed while it ran">{marks.map(({ epoch, text }, i) => (
        <li key={i}>after epoch {epoch}: {text.replace("->", "→")}</li>))}</ul>}
    </>
  );
}
