import type { Block, Inline, ListItem } from './blocks.js';
import { breakLines, type Line } from './break-lines.js';
import type { FontSet, FaceName } from './fonts.js';
import { columnWidthPt, ink, page, type } from './page-layout.js';
import { placeTable } from './typeset-table.js';
import { UploadError } from '../errors.js';

/** Something drawn on a page; y is measured from the page's top. */
export type Mark =
  | { kind: 'text'; x: number; baseline: number; text: string; face: FaceName; sizePt: number; grey: number }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; thicknessPt: number; grey: number }
  | { kind: 'box'; x: number; y: number; width: number; height: number; grey: number };

/** What stands on one page. */
export type TypesetPage = Mark[];

/** Where and how blocks are set: the column within lists and quotes. */
export interface Frame {
  left: number;
  width: number;
  grey: number;
  /** Left ends of the bars that quotes draw beside their lines. */
  bars: readonly number[];
}

/** How lines of one block are set. */
export interface LineStyle {
  sizePt: number;
  leading: number;
  background?: number;
}

/** Sets blocks on A4 pages, from top to bottom. */
export class Typesetter {
  readonly fonts: FontSet;
  readonly #maxPages: number;
  readonly #pages: TypesetPage[] = [[]];
  #y: number = page.marginTopPt;
  /** A list item's bullet or number waits for the item's first line, so that a page break never parts them. */
  #marker: { text: string; frame: Frame } | undefined;

  constructor(fonts: FontSet, { maxPages }: { maxPages: number }) {
    this.fonts = fonts;
    this.#maxPages = maxPages;
  }

  /** Sets a document. @throws UploadError `upload.too-many-pages` */
  typeset(blocks: readonly Block[]): TypesetPage[] {
    this.#placeBlocks(blocks, {
      left: page.marginLeftPt,
      width: columnWidthPt,
      grey: ink.text,
      bars: [],
    });
    return this.#pages;
  }

  /** Points from here to the end of the page's column. */
  get roomPt(): number {
    return page.heightPt - page.marginBottomPt - this.#y;
  }

  /** Points down from the page's top where the next line begins. */
  get y(): number {
    return this.#y;
  }

  /** Goes down by `points`, not beyond the page; at the top of a page there is no gap. */
  gap(points: number): void {
    if (this.#y > page.marginTopPt) this.#y += points;
  }

  /** Goes down by `points`, also at the top of a page. */
  advance(points: number): void {
    this.#y += points;
  }

  /** Begins a page. @throws UploadError `upload.too-many-pages` */
  newPage(): void {
    if (this.#pages.length >= this.#maxPages) {
      throw new UploadError(
        'upload.too-many-pages',
        `The text fills more than ${this.#maxPages} pages. Divide it into several documents.`,
        { facts: { maxPages: this.#maxPages } },
      );
    }
    this.#pages.push([]);
    this.#y = page.marginTopPt;
  }

  /** Puts something on the current page. */
  mark(mark: Mark): void {
    this.#pages.at(-1)?.push(mark);
  }

  /** Draws one line of text with its top at `y`. */
  drawLine(line: Line, at: { x: number; y: number; style: LineStyle; grey: number }): void {
    const { x, y, style, grey } = at;
    const { sizePt } = style;
    const baseline = y + (sizePt * style.leading + sizePt * 0.72) / 2;
    for (const segment of line.segments) {
      const left = x + segment.x;
      this.mark({ kind: 'text', x: left, baseline, text: segment.text, face: segment.face, sizePt, grey });
      if (segment.struck) {
        const y1 = baseline - sizePt * 0.28;
        this.mark({ kind: 'line', x1: left, y1, x2: left + segment.width, y2: y1, thicknessPt: 0.7, grey });
      }
    }
  }

  #placeBlocks(blocks: readonly Block[], frame: Frame, gapPt: number = type.paragraphGapPt): void {
    blocks.forEach((block, index) => {
      this.#placeBlock(block, frame, { gapPt: index === 0 ? 0 : gapPt, next: blocks[index + 1] });
    });
  }

  #placeBlock(block: Block, frame: Frame, { gapPt, next }: { gapPt: number; next: Block | undefined }): void {
    switch (block.kind) {
      case 'heading':
        this.#placeHeading(block.level, block.content, frame, { first: gapPt === 0, next });
        return;
      case 'paragraph':
        this.gap(gapPt);
        this.#keepWithNext(block.content, frame, next);
        this.#placeText(block.content, frame, type.body);
        return;
      case 'lines': {
        this.gap(gapPt);
        const style = block.monospaced ? type.code : type.body;
        const lines = block.lines.flatMap((text) => this.#break([inline(text, block)], frame, style));
        this.#placeLines(lines, frame, style);
        return;
      }
      case 'list':
        this.gap(gapPt);
        this.#placeList(block.items, frame, block.loose ? type.paragraphGapPt : type.itemGapPt);
        return;
      case 'quote': {
        this.gap(gapPt);
        const left = frame.left + type.quoteIndentPt;
        const width = frame.width - type.quoteIndentPt;
        const bars = [...frame.bars, frame.left + 2];
        this.#placeBlocks(block.blocks, { left, width, grey: ink.quiet, bars });
        return;
      }
      case 'code': {
        this.gap(gapPt);
        const inner = { ...frame, left: frame.left + 6, width: frame.width - 12 };
        const lines = block.lines.flatMap((text) =>
          this.#break([inline(text, { monospaced: true })], inner, type.code),
        );
        this.#placeLines(lines, inner, { ...type.code, background: ink.codeBackground });
        return;
      }
      case 'table':
        this.gap(gapPt);
        placeTable(this, block, frame);
        this.gap(4);
        return;
      case 'rule':
        this.#placeRule(frame);
        return;
      case 'page-break':
        this.newPage();
        return;
    }
  }

  #placeHeading(
    level: 1 | 2 | 3 | 4,
    content: readonly Inline[],
    frame: Frame,
    { first, next }: { first: boolean; next: Block | undefined },
  ): void {
    const style = type.headings[level];
    const bold = content.map(({ text, style: own }) => ({ text, style: { ...own, bold: true } }));
    const lines = this.#break(bold, frame, style);
    this.gap(first ? 0 : style.beforePt);
    // A heading never stands alone at the foot of a page.
    const following = next === undefined ? 0 : 2 * type.body.sizePt * type.body.leading;
    const needed = lines.length * style.sizePt * style.leading + style.afterPt + following;
    if (needed > this.roomPt && this.#y > page.marginTopPt) this.newPage();
    this.#placeLines(lines, frame, style);
    this.advance(style.afterPt - type.paragraphGapPt);
  }

  /** A short paragraph that introduces a list or table stays with its first line. */
  #keepWithNext(content: readonly Inline[], frame: Frame, next: Block | undefined): void {
    if (next === undefined || !['list', 'table', 'code', 'quote'].includes(next.kind)) return;
    const lines = this.#break(content, frame, type.body).length;
    const lineHeightPt = type.body.sizePt * type.body.leading;
    if (lines <= 3 && (lines + 1) * lineHeightPt + type.paragraphGapPt > this.roomPt) this.newPage();
  }

  #placeList(items: readonly ListItem[], frame: Frame, gapPt: number): void {
    const widest = Math.max(
      ...items.map(({ marker }) => this.fonts.width(marker, 'regular', type.body.sizePt)),
    );
    const indent = Math.max(type.listIndentPt, widest + 10);
    items.forEach(({ marker, blocks }, index) => {
      if (index > 0) this.gap(gapPt);
      this.#marker = { text: marker, frame };
      const inner = { ...frame, left: frame.left + indent, width: frame.width - indent };
      this.#placeBlocks(blocks.length === 0 ? [emptyParagraph] : blocks, inner, type.itemGapPt);
    });
  }

  #placeRule(frame: Frame): void {
    this.gap(12);
    if (this.roomPt < 12) this.newPage();
    this.mark({
      kind: 'line',
      x1: frame.left,
      y1: this.#y,
      x2: frame.left + frame.width,
      y2: this.#y,
      thicknessPt: 0.7,
      grey: ink.rule,
    });
    this.advance(6);
  }

  #placeText(content: readonly Inline[], frame: Frame, style: LineStyle): void {
    this.#placeLines(this.#break(content, frame, style), frame, style);
  }

  #break(content: readonly Inline[], frame: Frame, { sizePt }: LineStyle): Line[] {
    return breakLines(content, { fonts: this.fonts, sizePt, widthPt: frame.width });
  }

  #placeLines(lines: readonly Line[], frame: Frame, style: LineStyle): void {
    const height = style.sizePt * style.leading;
    let rest = lines.length;
    let fits = linesThatFit(rest, Math.floor((this.roomPt + 0.01) / height));
    for (const line of lines) {
      if (fits === 0) {
        this.newPage();
        fits = linesThatFit(rest, Math.floor((this.roomPt + 0.01) / height));
      }
      this.#placeLine(line, frame, style, height);
      rest--;
      fits--;
    }
  }

  #placeLine(line: Line, frame: Frame, style: LineStyle, height: number): void {
    const y = this.#y;
    for (const x of frame.bars) {
      this.mark({
        kind: 'line',
        x1: x,
        y1: y - 1,
        x2: x,
        y2: y + height + 1,
        thicknessPt: 2,
        grey: ink.faintRule,
      });
    }
    if (style.background !== undefined) {
      const box = { x: frame.left - 6, y, width: frame.width + 12, height: height + 0.2 };
      this.mark({ kind: 'box', ...box, grey: style.background });
    }
    if (this.#marker !== undefined) {
      const { text, frame: outer } = this.#marker;
      this.#marker = undefined;
      const [marker] = this.#break([inline(text, { monospaced: false })], outer, style);
      if (marker !== undefined) this.drawLine(marker, { x: outer.left + 4, y, style, grey: outer.grey });
    }
    this.drawLine(line, { x: frame.left, y, style, grey: frame.grey });
    this.#y += height;
  }
}

const emptyParagraph: Block = { kind: 'paragraph', content: [] };

function inline(text: string, { monospaced }: { monospaced: boolean }): Inline {
  return { text, style: { bold: false, italic: false, monospaced, struck: false } };
}

/** How many of `rest` lines go on this page: not one alone at the foot, and not all but one. At least one where room is. */
function linesThatFit(rest: number, room: number): number {
  if (rest <= room) return rest;
  if (room === 1 && rest > 1) return 0;
  if (rest - room === 1 && room > 2) return room - 1;
  return Math.max(room, 0);
}
