// The confusion matrix: rows are actual classes, columns predicted ones.
import type { Mistakes } from "../protocol";
import { signed, css, theme } from "../look/colour";
import { count } from "../numbers";

export function Confusion({ matrix }: { matrix: NonNullable<Mistakes["confusion"]> }) {
  const { classes, counts } = matrix;
  void theme.value;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label="Confusion matrix">
      <table class="confusion">
        <caption>Rows are actual classes, columns predicted ones.</caption>
        <thead><tr><td /><>{classes.map((name) => <th key={name} scope="col" title={name}>{name}</th>)}</></tr></thead>
        <tbody>{counts.map((row, i) => {
          const sum = Math.max(1, row.reduce((a, b) => a + b, 0));
          return (
            <tr key={classes[i]}><th scope="row" title={classes[i]}>{classes[i]}</th>
              {row.map((rows, j) => (
                <td key={j} style={{ backgroundColor: css(signed((i === j ? 0.45 : -0.55) * (rows / sum))) }}>{count(rows)}</td>
              ))}</tr>
          );
        })}</tbody>
      </table>
    </div>
  );
}
