import type { PageReport } from './report.js';
import type { Rect } from './types.js';

/** A place on a page as it is shown, in points from its upper left corner. */
export interface ShownBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What placing needs to know of a page; `inspectDocument` reports it. */
export type PageGeometry = Pick<PageReport, 'cropBox' | 'rotate' | 'userUnit'>;

/** Width and height of a page as it is shown, in points. */
export function shownSize({ cropBox, rotate, userUnit }: PageGeometry): { width: number; height: number } {
  const width = (cropBox[2] - cropBox[0]) * userUnit;
  const height = (cropBox[3] - cropBox[1]) * userUnit;
  return rotate === 90 || rotate === 270 ? { width: height, height: width } : { width, height };
}

/**
 * The rectangle of a field that a reader sees at a given place of the page, whatever its turn (`/Rotate`), its crop box
 * and its unit (ISO 32000-2 §7.7.3.3, §8.3.2.3).
 */
export function placeOnPage(page: PageGeometry, box: ShownBox): Rect {
  const { cropBox, rotate, userUnit } = page;
  const [left, top] = [box.left / userUnit, box.top / userUnit];
  const [right, bottom] = [(box.left + box.width) / userUnit, (box.top + box.height) / userUnit];
  switch (rotate) {
    case 90:
      return [cropBox[0] + top, cropBox[1] + left, cropBox[0] + bottom, cropBox[1] + right];
    case 180:
      return [cropBox[2] - right, cropBox[1] + top, cropBox[2] - left, cropBox[1] + bottom];
    case 270:
      return [cropBox[2] - bottom, cropBox[3] - right, cropBox[2] - top, cropBox[3] - left];
    default:
      return [cropBox[0] + left, cropBox[3] - bottom, cropBox[0] + right, cropBox[3] - top];
  }
}

/** The area that seals are laid out in, and how. */
export interface SealGridOptions {
  /** How many seals. */
  readonly count: number;
  /** Where they may lie; default the page within `marginPoints`. */
  readonly area?: ShownBox;
  /** Default 36. */
  readonly marginPoints?: number;
  /** Between seals; default 12. */
  readonly gapPoints?: number;
  /** A seal wants at least this width and height; default 150 by 40. Fewer columns are tried first. */
  readonly smallest?: { readonly width: number; readonly height: number };
  /** A seal takes no more than this; default 260 by 80. */
  readonly largest?: { readonly width: number; readonly height: number };
}

/**
 * Lays out seals for many signers on one page, n-up: row by row in the order of reading, in as few columns as their
 * least size allows, from the top of the area.
 *
 * @returns one rectangle a seal, in default user space of the page.
 * @throws TypeError where so many seals of the least size do not fit.
 */
export function layOutSeals(page: PageGeometry, options: SealGridOptions): Rect[] {
  const { count, gapPoints: gap = 12, marginPoints: margin = 36 } = options;
  if (!Number.isInteger(count) || count < 1) throw new TypeError('count must be a positive integer');
  const smallest = options.smallest ?? { width: 150, height: 40 };
  const largest = options.largest ?? { width: 260, height: 80 };
  const shown = shownSize(page);
  const area = options.area ?? {
    left: margin,
    top: margin,
    width: shown.width - 2 * margin,
    height: shown.height - 2 * margin,
  };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const width = Math.min(largest.width, (area.width - (columns - 1) * gap) / columns);
    const height = Math.min(largest.height, (area.height - (rows - 1) * gap) / rows);
    if (width < smallest.width) break;
    if (height < smallest.height) continue;
    return Array.from({ length: count }, (_, index) =>
      placeOnPage(page, {
        left: area.left + (index % columns) * (width + gap),
        top: area.top + Math.floor(index / columns) * (height + gap),
        width,
        height,
      }),
    );
  }
  throw new TypeError(`${count} seals of ${smallest.width} by ${smallest.height} points do not fit`);
}
