import type { Canvas } from './canvas.js';
import type { Colour } from './colour.js';
import { parseSvgPath } from './svg-path.js';

/**
 * Segl's mark: a ring with an S-shaped notch through it, in a box of 100 by 100 with y downwards. The ring is one
 * filled path with its hole; the S is drawn over it in the paper's place by leaving two gaps in the ring.
 */
const ring = parseSvgPath(
  'M62.2 6.6 A45 45 0 0 0 5 50 A45 45 0 0 0 24 86.8 L29.8 78.6 A35 35 0 0 1 15 50 A35 35 0 0 1 59.6 16.3 Z ' +
    'M76 13.2 A45 45 0 0 1 95 50 A45 45 0 0 1 37.8 93.4 L40.4 83.7 A35 35 0 0 0 85 50 A35 35 0 0 0 70.2 21.4 Z',
);
const notch = parseSvgPath('M69 28 C60 20 36 22 36 37 C36 52 64 48 64 63 C64 78 40 80 31 72');

/** Draws the mark into a square whose upper left corner is (x, top). */
export function drawSealMark(
  canvas: Canvas,
  place: { readonly x: number; readonly top: number; readonly size: number; readonly colour: Colour },
): void {
  const at = { x: place.x, y: place.top, scale: place.size / 100 };
  canvas.path(ring, { ...at, fill: place.colour });
  canvas.path(notch, { ...at, stroke: place.colour, strokeWidth: 10 });
}
