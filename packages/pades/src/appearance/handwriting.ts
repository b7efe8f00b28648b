import type { Handwriting } from '../sign/types.js';
import type { Canvas } from './canvas.js';
import type { Colour } from './colour.js';
import { boxOfPath, parseSvgPath, type PathStep } from './svg-path.js';

/** A drawing by hand, ready to be fitted into a box. */
export interface Ink {
  readonly steps: readonly PathStep[];
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly strokeWidth: number;
  readonly paint: 'stroke' | 'fill';
}

/** No pen gets there: beyond, numbers that are added up and scaled would no longer be any. */
const furthest = 1e9;

/** Reads strokes or path data. Throws `TypeError` where there is nothing to draw, or no end of it. */
export function readHandwriting(handwriting: Handwriting): Ink {
  const steps = 'svgPath' in handwriting ? parseSvgPath(handwriting.svgPath) : stepsOf(handwriting.strokes);
  if (steps.length === 0) throw new TypeError('The handwriting has no strokes');
  const paint = 'svgPath' in handwriting ? (handwriting.paint ?? 'stroke') : 'stroke';
  const inner = boxOfPath(steps);
  const bounded = steps.every(({ points }) => points.every((value) => Math.abs(value) <= furthest));
  if (!bounded) throw new TypeError(`The handwriting reaches further than ${furthest} units`);
  const strokeWidth = handwriting.strokeWidth ?? Math.max(inner.width, inner.height, 1) / 50;
  // Half a pen's width on each side.
  const margin = paint === 'stroke' ? strokeWidth / 2 : 0;
  const box = {
    x: inner.x - margin,
    y: inner.y - margin,
    width: inner.width + 2 * margin,
    height: inner.height + 2 * margin,
  };
  return { steps, box, strokeWidth, paint };
}

/** Smooth curves through the points of each stroke; a stroke of one point is a dot. */
function stepsOf(strokes: readonly (readonly { readonly x: number; readonly y: number }[])[]): PathStep[] {
  return strokes.flatMap((points): PathStep[] => {
    const [first, ...rest] = points;
    if (!first) return [];
    if (points.some(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y))) {
      throw new TypeError('The points of a stroke must be numbers');
    }
    const start: PathStep = { kind: 'move', points: [first.x, first.y] };
    if (rest.length === 0) return [start, { kind: 'line', points: [first.x, first.y] }];
    return [start, ...rest.map((_, index) => curveThrough(points, index))];
  });
}

/** The part of a Catmull-Rom spline from point `index` to the next, as a Bézier curve. */
function curveThrough(
  points: readonly { readonly x: number; readonly y: number }[],
  index: number,
): PathStep {
  const at = (position: number): { x: number; y: number } =>
    points[Math.min(Math.max(position, 0), points.length - 1)] ?? { x: 0, y: 0 };
  const [before, from, to, after] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
  return {
    kind: 'curve',
    points: [
      from.x + (to.x - before.x) / 6,
      from.y + (to.y - before.y) / 6,
      to.x - (after.x - from.x) / 6,
      to.y - (after.y - from.y) / 6,
      to.x,
      to.y,
    ],
  };
}

/** Draws ink as large as a box allows, in its middle. */
export function drawInk(
  canvas: Canvas,
  ink: Ink,
  box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  colour: Colour,
): void {
  const scale = Math.min(box.width / ink.box.width, box.height / ink.box.height);
  const x = box.x + (box.width - ink.box.width * scale) / 2 - ink.box.x * scale;
  const y = box.y + box.height - (box.height - ink.box.height * scale) / 2 + ink.box.y * scale;
  canvas.path(ink.steps, {
    x,
    y,
    scale,
    ...(ink.paint === 'fill' ? { fill: colour } : { stroke: colour, strokeWidth: ink.strokeWidth }),
  });
}
