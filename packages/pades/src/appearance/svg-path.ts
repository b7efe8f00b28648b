/** A step of a path with absolute coordinates; curves are cubic. */
export type PathStep =
  | { readonly kind: 'move' | 'line'; readonly points: readonly [number, number] }
  | { readonly kind: 'curve'; readonly points: readonly [number, number, number, number, number, number] }
  | { readonly kind: 'close'; readonly points: readonly [] };

const mostSteps = 100_000;
const arity: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  A: 7,
  Z: 0,
};

/**
 * Reads SVG path data (SVG 2 §9.3): every command, absolute and relative; arcs and quadratic curves become cubic ones.
 *
 * @throws TypeError where it is no path data, or longer than 100,000 steps.
 */
export function parseSvgPath(data: string): PathStep[] {
  const steps: PathStep[] = [];
  let x = 0;
  let y = 0;
  let startX = 0;
  let startY = 0;
  let control: { readonly kind: 'cubic' | 'quadratic'; readonly x: number; readonly y: number } | undefined;
  const curve = (x1: number, y1: number, x2: number, y2: number, toX: number, toY: number): void => {
    steps.push({ kind: 'curve', points: [x1, y1, x2, y2, toX, toY] });
    x = toX;
    y = toY;
  };
  const quadratic = (cx: number, cy: number, toX: number, toY: number): void => {
    curve(
      x + (2 / 3) * (cx - x),
      y + (2 / 3) * (cy - y),
      toX + (2 / 3) * (cx - toX),
      toY + (2 / 3) * (cy - toY),
      toX,
      toY,
    );
    control = { kind: 'quadratic', x: cx, y: cy };
  };
  const line = (toX: number, toY: number): void => {
    steps.push({ kind: 'line', points: [toX, toY] });
    x = toX;
    y = toY;
  };
  for (const { command, values } of commandsOf(data)) {
    if (steps.length > mostSteps) throw new TypeError('The path is too long');
    const upper = command.toUpperCase();
    const relative = command !== upper;
    const ox = relative ? x : 0;
    const oy = relative ? y : 0;
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0] = values;
    const before = control;
    control = undefined;
    switch (upper) {
      case 'M':
        x = startX = ox + a;
        y = startY = oy + b;
        steps.push({ kind: 'move', points: [x, y] });
        break;
      case 'L':
        line(ox + a, oy + b);
        break;
      case 'H':
        line(ox + a, y);
        break;
      case 'V':
        line(x, oy + a);
        break;
      case 'C':
        curve(ox + a, oy + b, ox + c, oy + d, ox + e, oy + f);
        control = { kind: 'cubic', x: ox + c, y: oy + d };
        break;
      case 'S': {
        const mirrored = before?.kind === 'cubic' ? { x: 2 * x - before.x, y: 2 * y - before.y } : { x, y };
        curve(mirrored.x, mirrored.y, ox + a, oy + b, ox + c, oy + d);
        control = { kind: 'cubic', x: ox + a, y: oy + b };
        break;
      }
      case 'Q':
        quadratic(ox + a, oy + b, ox + c, oy + d);
        break;
      case 'T': {
        const mirrored =
          before?.kind === 'quadratic' ? { x: 2 * x - before.x, y: 2 * y - before.y } : { x, y };
        quadratic(mirrored.x, mirrored.y, ox + a, oy + b);
        break;
      }
      case 'A': {
        const arc = { rx: a, ry: b, rotation: c, large: d !== 0, sweep: e !== 0 };
        for (const part of arcToCurves([x, y], [ox + f, oy + g], arc)) curve(...part);
        break;
      }
      default:
        steps.push({ kind: 'close', points: [] });
        x = startX;
        y = startY;
    }
  }
  return steps;
}

function* commandsOf(
  data: string,
): Generator<{ readonly command: string; readonly values: readonly number[] }> {
  const number = /[\s,]*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
  // Flags of arcs may stand without a space behind them.
  const flag = /[\s,]*([01])/y;
  const letter = /[\s,]*([MmLlHhVvCcSsQqTtAaZz])/y;
  let at = 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(data);
    if (match) at = pattern.lastIndex;
    return match?.[1];
  };
  let command = '';
  while (data.slice(at).trim() !== '') {
    const next = take(letter);
    if (next === undefined && (command === '' || command === 'Z' || command === 'z')) {
      throw new TypeError('Path data must begin with a command');
    }
    // What follows a move without a command of its own is a line.
    const repeated = command === 'M' ? 'L' : command === 'm' ? 'l' : command;
    command = next ?? repeated;
    const values: number[] = [];
    const count = arity[command.toUpperCase()] ?? 0;
    for (let index = 0; index < count; index++) {
      const isFlag = command.toUpperCase() === 'A' && (index === 3 || index === 4);
      const text = take(isFlag ? flag : number);
      if (text === undefined) throw new TypeError(`Path data that cannot be read at ${at}`);
      values.push(Number(text));
    }
    yield { command, values };
  }
}

interface Arc {
  readonly rx: number;
  readonly ry: number;
  /** Degrees. */
  readonly rotation: number;
  readonly large: boolean;
  readonly sweep: boolean;
}

/** An elliptical arc as cubic curves of at most a quarter turn each (SVG 2 Appendix B.2). */
function* arcToCurves(
  [x1, y1]: readonly [number, number],
  [x2, y2]: readonly [number, number],
  arc: Arc,
): Generator<[number, number, number, number, number, number]> {
  if (x1 === x2 && y1 === y2) return;
  let rx = Math.abs(arc.rx);
  let ry = Math.abs(arc.ry);
  if (rx === 0 || ry === 0) {
    yield [x1, y1, x2, y2, x2, y2];
    return;
  }
  const phi = (arc.rotation * Math.PI) / 180;
  const cos = Math.cos(phi);
  const sin = Math.sin(phi);
  const px = (cos * (x1 - x2)) / 2 + (sin * (y1 - y2)) / 2;
  const py = (-sin * (x1 - x2)) / 2 + (cos * (y1 - y2)) / 2;
  const excess = (px / rx) ** 2 + (py / ry) ** 2;
  if (excess > 1) {
    rx *= Math.sqrt(excess);
    ry *= Math.sqrt(excess);
  }
  const square = Math.max(0, (rx * ry) ** 2 - (rx * py) ** 2 - (ry * px) ** 2);
  const factor = Math.sqrt(square / ((rx * py) ** 2 + (ry * px) ** 2)) * (arc.large === arc.sweep ? -1 : 1);
  const cx = (factor * rx * py) / ry;
  const cy = (-factor * ry * px) / rx;
  const middleX = cos * cx - sin * cy + (x1 + x2) / 2;
  const middleY = sin * cx + cos * cy + (y1 + y2) / 2;
  const from = Math.atan2((py - cy) / ry, (px - cx) / rx);
  const to = Math.atan2((-py - cy) / ry, (-px - cx) / rx);
  let turn = to - from;
  if (arc.sweep && turn < 0) turn += 2 * Math.PI;
  if (!arc.sweep && turn > 0) turn -= 2 * Math.PI;
  const parts = Math.max(1, Math.ceil(Math.abs(turn) / (Math.PI / 2) - 1e-9));
  const step = turn / parts;
  const reach = (4 / 3) * Math.tan(step / 4);
  const place = (u: number, v: number): [number, number] => [
    middleX + cos * rx * u - sin * ry * v,
    middleY + sin * rx * u + cos * ry * v,
  ];
  for (let part = 0; part < parts; part++) {
    const a = from + part * step;
    const b = a + step;
    const first = place(Math.cos(a) - reach * Math.sin(a), Math.sin(a) + reach * Math.cos(a));
    const second = place(Math.cos(b) + reach * Math.sin(b), Math.sin(b) - reach * Math.cos(b));
    const end: [number, number] = part === parts - 1 ? [x2, y2] : place(Math.cos(b), Math.sin(b));
    yield [...first, ...second, ...end];
  }
}

/** The smallest box around all points of a path, those that only pull at curves included. */
export function boxOfPath(steps: readonly PathStep[]): {
  x: number;
  y: number;
  width: number;
  height: number;
} {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points } of steps) {
    points.forEach((value, index) => {
      if (index % 2 === 0) [left, right] = [Math.min(left, value), Math.max(right, value)];
      else [top, bottom] = [Math.min(top, value), Math.max(bottom, value)];
    });
  }
  if (left > right) return { x: 0, y: 0, width: 0, height: 0 };
  return { x: left, y: top, width: right - left, height: bottom - top };
}
