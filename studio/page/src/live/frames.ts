// Pictures as the program sends them: little endian, a header, then 8 bits a place.

const kMagic = 0x31464747;  // "GGF1"
const kHeader = 32;
const kPictureHeader = 16;

export interface Picture { layer: number; unit: number; low: number; high: number; side: number; bytes: Uint8Array }
export interface Frame {
  revision: number; x_low: number; x_high: number; y_low: number; y_high: number; pictures: Picture[];
}

export function decode_frame(buffer: ArrayBuffer): Frame {
  const view = new DataView(buffer);
  if (buffer.byteLength < kHeader || view.getUint32(0, true) !== kMagic) {
    throw new Error("The program sent pictures in a form that this page does not know; reload the page.");
  }
  const side = view.getUint32(8, true);
  const count = view.getUint32(12, true);
  const bytes_at = kHeader + count * kPictureHeader;
  if (buffer.byteLength < bytes_at + count * side * side) throw new Error("The pictures arrived cut short.");
  const pictures = Array.from({ length: count }, (_, i): Picture => {
    const at = kHeader + i * kPictureHeader;
    return {
      layer: view.getUint32(at, true), unit: view.getUint32(at + 4, true),
      low: view.getFloat32(at + 8, true), high: view.getFloat32(at + 12, true), side,
      bytes: new Uint8Array(buffer, bytes_at + i * side * side, side * side),
    };
  });
  return {
    revision: view.getUint32(4, true), x_low: view.getFloat32(16, true), x_high: view.getFloat32(20, true),
    y_low: view.getFloat32(24, true), y_high: view.getFloat32(28, true), pictures,
  };
}

export const value_at = (picture: Picture, place: number) =>
  picture.low + (picture.bytes[place] / 255) * (picture.high - picture.low);
