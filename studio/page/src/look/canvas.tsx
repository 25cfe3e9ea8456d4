// A canvas that is drawn again when what it shows changes, sharp on every screen.
import { useLayoutEffect, useRef } from "preact/hooks";

export interface CanvasProps {
  width: number; height: number; label: string; draw: (context: CanvasRenderingContext2D) => void;
  onClick?: (x: number, y: number) => void; class?: string;
}

export function Canvas({ width, height, label, draw, onClick, class: name }: CanvasProps) {
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
  const clicked = (event: MouseEvent) => {
    const box = canvas.current!.getBoundingClientRect();
    onClick!(event.clientX - box.left, event.clientY - box.top);
  };
  return <canvas ref={canvas} class={name} role={label ? "img" : "presentation"} aria-label={label || undefined} onClick={onClick && clicked} />;
}
