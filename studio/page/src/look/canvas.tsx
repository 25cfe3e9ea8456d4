// A canvas that is drawn again when what it shows changes, sharp on every screen.
import { useLayoutEffect, useRef } from "preact/hooks";
import { nothing, tell } from "./hover";

export interface CanvasProps {
  width: number; height: number; label: string; draw: (context: CanvasRenderingContext2D) => void;
  onClick?: (x: number, y: number) => void; class?: string;
  told?: (x: number, y: number) => string | null;  // of the place under the pointer
}

export function Canvas({ width, height, label, draw, onClick, told, class: name }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    const element = canvas.current!;
    element.width = Math.round(width * ratio);
    element.height = Math.round(height * ratio);
    element.style.width = `${width}px`;
    element.style.height = `${height}px`;
    const context = element.getContext("2d")!;
    context.scale(ratio, ratio);
    draw(context);
  });
  const newest = useRef(told);
  newest.current = told;
  const place = (event: MouseEvent): [number, number] => {
    const box = canvas.current!.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const over = (event: MouseEvent) => {
    const at = place(event);
    tell(event, () => newest.current?.(...at) ?? null);
  };
  return <canvas ref={canvas} class={name} role={label ? "img" : "presentation"} aria-label={label || undefined} onClick={onClick && ((event) => onClick(...place(event)))}
                 onMouseMove={told && over} onMouseLeave={told && nothing} />;
}
