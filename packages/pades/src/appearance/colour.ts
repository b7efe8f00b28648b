import { serializeNumber } from '../pdf/serializer.js';

/** A colour of a device colour space (ISO 32000-2 §8.6.4), components from 0 to 1. */
export type Colour =
  | readonly [grey: number]
  | readonly [red: number, green: number, blue: number]
  | readonly [cyan: number, magenta: number, yellow: number, black: number];

/** The operator that makes a colour the current one. */
export function colourOperator(colour: Colour, use: 'fill' | 'stroke'): string {
  const operator = { 1: 'g', 3: 'rg', 4: 'k' }[colour.length];
  const numbers = colour.map((value) => serializeNumber(round(value))).join(' ');
  return `${numbers} ${use === 'fill' ? operator : operator.toUpperCase()}`;
}

/** How light a colour looks, from 0 to 1. */
export function lightness(colour: Colour): number {
  if (colour.length === 1) return colour[0];
  if (colour.length === 3) return 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2];
  const [cyan, magenta, yellow, black] = colour;
  return Math.max(0, 1 - (0.3 * cyan + 0.59 * magenta + 0.11 * yellow + black));
}

/** Rounded to ten-thousandths, as fine as any device. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
