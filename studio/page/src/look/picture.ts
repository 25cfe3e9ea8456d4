// A picture of the program, painted onto a canvas; its first row is the lowest.
import type { Picture } from "../live/frames";

type Rgb = readonly [number, number, number];

export function paint(context: CanvasRenderingContext2D, side: number, width: number, height: number,
                      colour: (place: number) => Rgb, smooth = true) {
  const image = new ImageData(side, side);
  for (let place = 0; place < side * side; ++place) {
    const row = side - 1 - Math.floor(place / side);
    const at = 4 * (row * side + (place % side));
    const [r, g, b] = colour(place);
    image.data.set([r, g, b, 255], at);
  }
  const small = new OffscreenCanvas(side, side);
  small.getContext("2d")!.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = smooth;
  context.drawImage(small, 0, 0, width, height);
}

/// The largest distance from zero, so that pictures of one unit keep zero where it is.
export const reach = (picture: Picture) => Math.max(Math.abs(picture.low), Math.abs(picture.high), 1e-12);
