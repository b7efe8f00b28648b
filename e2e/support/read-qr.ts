import type { Locator } from '@playwright/test';
import decodeQr from 'qr/decode.js';

/** Modules of white that a code must have around it (ISO/IEC 18004 §5.3.8). */
const quietZone = 4;
/** Pixels a side that each module is looked at with. */
const scale = 4;

/** Reads the QR code that an SVG draws, one unit of its view box a module, as a camera would see it. */
export async function readQr(picture: Locator): Promise<string> {
  const rows = await picture.evaluate((svg) => {
    if (!(svg instanceof SVGSVGElement)) throw new Error('not an SVG');
    const ink = [...svg.querySelectorAll('path')].at(-1);
    if (ink === undefined) throw new Error('nothing is drawn');
    const line = Array.from({ length: svg.viewBox.baseVal.width }, (_, index) => index + 0.5);
    return line.map((y) => line.map((x) => ink.isPointInFill(new DOMPoint(x, y))));
  });
  const margin = [...rows.slice(0, quietZone), ...rows.slice(-quietZone)].flat();
  if (margin.includes(true)) throw new Error('the code has too little white around it');
  const side = rows.length * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (let pixel = 0; pixel < side * side; pixel += 1) {
    const isDark = rows[Math.floor(pixel / side / scale)]?.[Math.floor((pixel % side) / scale)] === true;
    if (isDark) data.fill(0, pixel * 4, pixel * 4 + 3);
  }
  return decodeQr({ width: side, height: side, data }, { timeLimit: 10_000 });
}
