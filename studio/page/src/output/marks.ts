// Points of classes differ by shape as well as by colour.
import { theme, css } from "../look/colour";

const kRadius = 3.6;

function outline(context: CanvasRenderingContext2D, x: number, y: number, shape: number) {
  const r = kRadius;
  const corners: [number, number][][] = [
    [[-r, -r], [r, -r], [r, r], [-r, r]], [[0, -1.3 * r], [1.2 * r, r], [-1.2 * r, r]],
    [[0, -1.4 * r], [1.4 * r, 0], [0, 1.4 * r], [-1.4 * r, 0]], [[0, 1.3 * r], [1.2 * r, -r], [-1.2 * r, -r]],
  ];
  context.beginPath();
  // No whole number: points of a regression that have come before the state that says so.
  const corner: [number, number][] | undefined = corners[(shape % 5) - 1];
  if (!corner) context.arc(x, y, r, 0, 2 * Math.PI);
  else corner.forEach(([dx, dy], i) => (i ? context.lineTo(x + dx, y + dy) : context.moveTo(x + dx, y + dy)));
  context.closePath();
}

export function mark(context: CanvasRenderingContext2D, x: number, y: number, shape: number, colour: string, filled: boolean) {
  outline(context, x, y, shape);
  context.fillStyle = filled ? colour : css(theme.value.ground);
  context.strokeStyle = filled ? css(theme.value.ground) : colour;
  context.lineWidth = filled ? 1 : 1.8;
  context.fill();
  context.stroke();
}
