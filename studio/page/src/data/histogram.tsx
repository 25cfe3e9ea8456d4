// Counts as bars, each with its own words for the pointer.
import type { Histogram as Counts } from "../protocol";
import { count, digits } from "../numbers";

const kHeight = 28;
const kWidth = 200;

export function Histogram({ bins, label }: { bins: Counts; label: string }) {
  const { counts } = bins;
  const top = Math.max(1, ...counts);
  const wide = kWidth / counts.length;
  const about = (i: number) => {
    if (bins.kind === "category") return bins.labels[i];
    const step = (bins.high - bins.low) / counts.length;
    return `${digits(bins.low + i * step)} to ${digits(bins.low + (i + 1) * step)}`;
  };
  return (
    <svg class="histogram" viewBox={`0 0 ${kWidth} ${kHeight}`} preserveAspectRatio="none" role="img" aria-label={label}>
      {counts.map((rows, i) => {
        const height = rows === 0 ? 0 : Math.max(1, (rows / top) * kHeight);
        return (
          <rect key={i} x={i * wide + 0.5} y={kHeight - height} width={Math.max(0.5, wide - 1)} height={height}>
            <title>{`${about(i)}: ${count(rows)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
