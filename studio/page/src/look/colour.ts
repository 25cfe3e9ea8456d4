// Colours of values: blue positive, orange negative, lightness for size; and colours of classes. The same as
// those of the report, for canvases; elsewhere the style sheet has them.
import { signal } from "@preact/signals";

type Rgb = readonly [number, number, number];

const kLight = {
  ground: [255, 255, 255] as Rgb, positive: [37, 99, 201] as Rgb, negative: [217, 98, 43] as Rgb, ink: "#1a2027", soft: "#586370",
  line: "#e1e6eb",
  classes: ["#2563c9", "#d9622b", "#8b4fc6", "#0f8aa3", "#a8790a", "#c23b6b", "#2a8f5b", "#6b7684"],
};
const kDark = {
  ground: [26, 33, 40] as Rgb, positive: [110, 168, 255] as Rgb, negative: [255, 154, 98] as Rgb, ink: "#e4e9ee", soft: "#9ba7b3",
  line: "#2e3842",
  classes: ["#6ea8ff", "#ff9a62", "#c194f5", "#58cbe3", "#e2b84a", "#f27ea4", "#5fce93", "#9ba7b3"],
};

const scheme = matchMedia("(prefers-color-scheme: dark)");
export const theme = signal(scheme.matches ? kDark : kLight);
scheme.addEventListener("change", () => (theme.value = scheme.matches ? kDark : kLight));

const mix = (a: Rgb, b: Rgb, share: number): Rgb =>
  [0, 1, 2].map((i) => Math.round(a[i] + (b[i] - a[i]) * share)) as unknown as Rgb;

/// Of a value from -1 to 1.
export function signed(value: number): Rgb {
  const { ground, positive, negative } = theme.value;
  return mix(ground, value >= 0 ? positive : negative, Math.min(1, Math.abs(value)));
}

/// Of a class; two classes have the colours of the signs, the second (whose probability is shown) positive.
export function class_colour(index: number, classes: number): string {
  const colours = theme.value.classes;
  return classes === 2 ? colours[1 - index] : colours[index % colours.length];
}

export const css = (rgb: Rgb) => `rgb(${rgb.join(",")})`;
export const sign_class = (value: number) => (value >= 0 ? "positive" : "negative");

export function rgb_of(hex: string): Rgb {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;
}

/// The colour of a class fading with its probability.
export const faded = (hex: string, share: number): Rgb => mix(theme.value.ground, rgb_of(hex), share);
