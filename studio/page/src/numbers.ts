// Numbers as people read them: four significant digits, thousands apart, a real minus sign.

const plain = new Intl.NumberFormat("en", { maximumSignificantDigits: 4, useGrouping: true });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const typographic = (text: string) => text.replace(/-/g, "−");

export function digits(value: number | null | undefined): string {
  if (value === null || value === undefined) return "–";
  if (value === 0) return "0";  // and no −0
  if (!Number.isFinite(value)) return typographic(String(value));
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e8)) return typographic(value.toExponential(3));
  return typographic(size >= 1000 && Number.isInteger(value) ? whole.format(value) : plain.format(value));
}

/// All digits, as `explain --json` prints them.
export const exact = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : typographic(String(value));

export const count = (value: number) => whole.format(value);
export const percent = (value: number) => `${digits(100 * value)} %`;
export const plural = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;
/// "dense_1/2" as its layer and unit.
export function split_unit(name: string): { path: string; unit: number } {
  const at = name.lastIndexOf("/");
  return { path: name.slice(0, at), unit: Number(name.slice(at + 1)) };
}
