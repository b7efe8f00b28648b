/** A line of points over one axis. */
export interface Panel {
  readonly title: string;
  readonly scale: 'linear' | 'log';
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const width = 300;
const height = 220;
const margin = { left: 44, right: 14, top: 34, bottom: 34 };

/** Panels side by side on one vertical scale, as SVG. */
export function drawPanels(heading: string, panels: readonly Panel[]): string {
  const most = Math.max(...panels.flatMap(({ points }) => points.map(({ y }) => y)));
  const top = niceAbove(most);
  const body = panels.map((panel, index) => drawPanel(panel, index * width, top)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(width * panels.length)} ${String(height + 24)}" font-family="sans-serif" font-size="11" fill="#222">
<rect width="100%" height="100%" fill="#fff"/>
<text x="${String(margin.left)}" y="16" font-size="13" font-weight="bold">${escape(heading)}</text>
<g transform="translate(0 24)">
${body}
</g>
</svg>
`;
}

function drawPanel({ title, scale, points }: Panel, left: number, top: number): string {
  const along = (x: number): number => (scale === 'log' ? Math.log10(x) : x);
  const xs = points.map(({ x }) => along(x));
  const from = scale === 'log' ? Math.min(...xs) : 0;
  const to = Math.max(...xs);
  const toX = (x: number): number =>
    margin.left + ((along(x) - from) / (to - from || 1)) * (width - margin.left - margin.right);
  const toY = (y: number): number =>
    height - margin.bottom - (y / top) * (height - margin.top - margin.bottom);
  const at = (value: number): string => value.toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) => part * top);
  const grid = ticks
    .map(
      (y) =>
        `<path d="M${at(margin.left)} ${at(toY(y))}H${at(width - margin.right)}" stroke="#ddd"/>` +
        `<text x="${at(margin.left - 5)}" y="${at(toY(y) + 4)}" text-anchor="end">${label(y)}</text>`,
    )
    .join('');
  const marks = points
    .map(
      ({ x, y }) =>
        `<circle cx="${at(toX(x))}" cy="${at(toY(y))}" r="3" fill="#1c5d99"><title>${label(x)}: ${y.toFixed(2)} ms</title></circle>` +
        `<text x="${at(toX(x))}" y="${at(height - margin.bottom + 16)}" text-anchor="middle" font-size="9">${label(x)}</text>`,
    )
    .join('');
  const line = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${at(toX(x))} ${at(toY(y))}`)
    .join('');
  return `<g transform="translate(${String(left)} 0)"><text x="${at(margin.left)}" y="${at(margin.top - 14)}">${escape(title)}</text>${grid}<path d="${line}" fill="none" stroke="#1c5d99" stroke-width="2"/>${marks}</g>`;
}

/** The next 1, 2 or 5 times a power of ten. */
function niceAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10) * power;
}

const label = (value: number): string => String(Number(value.toPrecision(3)));

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
