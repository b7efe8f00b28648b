import type { Alignment, Block, Inline } from './blocks.js';
import { breakLines, longestWordWidth, type Line } from './break-lines.js';
import { ink, page, type } from './page-layout.js';
import type { Frame, Typesetter } from './typeset.js';

type Table = Extract<Block, { kind: 'table' }>;

interface Row {
  cells: Line[][];
  heightPt: number;
}

const { paddingXPt, paddingYPt } = type.cell;
const style = type.body;
const lineHeightPt = style.sizePt * style.leading;

/** Sets a table over the frame's whole width; rows stay whole where they fit a page, the header repeats on each page. */
export function placeTable(typesetter: Typesetter, table: Table, frame: Frame): void {
  const widths = columnWidths(typesetter, table, frame.width);
  const rowOf = (cells: readonly Inline[][]): Row => {
    const broken = widths.map((width, column) =>
      breakLines(cells[column] ?? [], {
        fonts: typesetter.fonts,
        sizePt: style.sizePt,
        widthPt: Math.max(width - 2 * paddingXPt, style.sizePt),
      }),
    );
    const lines = Math.max(...broken.map((cell) => cell.length));
    return { cells: broken, heightPt: lines * lineHeightPt + 2 * paddingYPt };
  };
  const hasHeader = table.header.some((cell) => cell.some(({ text }) => text.trim() !== ''));
  const header = hasHeader ? rowOf(table.header) : undefined;
  const place = (row: Row, grey: number, thicknessPt: number): void => {
    drawRow(typesetter, row, { widths, alignments: table.alignments, frame });
    const y = typesetter.y;
    const right = frame.left + frame.width;
    typesetter.mark({ kind: 'line', x1: frame.left, y1: y, x2: right, y2: y, thicknessPt, grey });
  };
  const pageRoomPt = page.heightPt - page.marginTopPt - page.marginBottomPt - (header?.heightPt ?? 0);
  const rows = table.rows.map(rowOf).flatMap((row) => splitRow(row, pageRoomPt));
  if ((header?.heightPt ?? 0) + (rows[0]?.heightPt ?? 0) > typesetter.roomPt) typesetter.newPage();
  if (header !== undefined) place(header, ink.text, 0.9);
  for (const row of rows) {
    if (row.heightPt > typesetter.roomPt) {
      typesetter.newPage();
      if (header !== undefined) place(header, ink.text, 0.9);
    }
    place(row, ink.faintRule, 0.6);
  }
}

/** A row that no page holds goes on in the next. */
function splitRow(row: Row, roomPt: number): Row[] {
  if (row.heightPt <= roomPt) return [row];
  const linesAtMost = Math.max(1, Math.floor((roomPt - 2 * paddingYPt) / lineHeightPt));
  const parts: Row[] = [];
  const lines = Math.max(...row.cells.map((cell) => cell.length));
  for (let from = 0; from < lines; from += linesAtMost) {
    const cells = row.cells.map((cell) => cell.slice(from, from + linesAtMost));
    const count = Math.min(linesAtMost, lines - from);
    parts.push({ cells, heightPt: count * lineHeightPt + 2 * paddingYPt });
  }
  return parts;
}

function drawRow(
  typesetter: Typesetter,
  { cells, heightPt }: Row,
  {
    widths,
    alignments,
    frame,
  }: { widths: readonly number[]; alignments: readonly Alignment[]; frame: Frame },
): void {
  let left = frame.left;
  cells.forEach((lines, column) => {
    const width = widths[column] ?? 0;
    const room = width - 2 * paddingXPt;
    lines.forEach((line, index) => {
      const alignment = alignments[column] ?? 'left';
      const shift =
        alignment === 'right' ? room - line.width : alignment === 'center' ? (room - line.width) / 2 : 0;
      const y = typesetter.y + paddingYPt + index * lineHeightPt;
      typesetter.drawLine(line, { x: left + paddingXPt + shift, y, style, grey: frame.grey });
    });
    left += width;
  });
  typesetter.advance(heightPt);
}

/** Columns get what their text wants; where that is too much, their longest word, and a share of the rest. */
function columnWidths(typesetter: Typesetter, table: Table, widthPt: number): number[] {
  const columns = table.header.map((_, column) => {
    const cells = [table.header[column] ?? [], ...table.rows.map((row) => row[column] ?? [])];
    return { wanted: Math.max(...cells.map(lineWidth)), least: Math.max(...cells.map(longestWord)) };
  });
  const extra = 2 * paddingXPt;
  const wanted = columns.map((column) => column.wanted + extra);
  const least = columns.map((column) => column.least + extra);
  const [wantedSum, leastSum] = [sum(wanted), sum(least)];
  if (wantedSum <= widthPt) return wanted.map((width) => (width / wantedSum) * widthPt);
  if (leastSum >= widthPt) return least.map((width) => (width / leastSum) * widthPt);
  const share = (widthPt - leastSum) / (wantedSum - leastSum);
  return wanted.map((width, column) => {
    const floor = least[column] ?? 0;
    return floor + (width - floor) * share;
  });

  function lineWidth(cell: readonly Inline[]): number {
    const lines = breakLines(cell, { fonts: typesetter.fonts, sizePt: style.sizePt, widthPt: Infinity });
    return Math.max(...lines.map((line) => line.width));
  }
  function longestWord(cell: readonly Inline[]): number {
    // A hair more, so that rounding does not part a word that fits exactly.
    return longestWordWidth(cell, { fonts: typesetter.fonts, sizePt: style.sizePt }) + 0.01;
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
