import { readFileSync } from 'node:fs';
import { inspectDocument } from '@segl/pades';
import { run, type Court } from './court.js';

/** What the seal must say, as the receipt of the same signature tells it. */
export interface SealWords {
  signerName: string;
  bank: string;
  signedAt: string;
}

/** Dots an inch that pages are drawn at. */
const resolution = 200;

/**
 * Has Poppler read and draw the page with the seal: it names signer, time (as Oslo reads it) and issuing bank in
 * bokmål, and carries Segl's mark; before the signature nothing of it was there.
 */
export function judgeSeal(
  { judge }: Court,
  files: { unsigned: string; signed: string },
  { signerName, bank, signedAt }: SealWords,
): void {
  const at = new Date(signedAt);
  const zone = { timeZone: 'Europe/Oslo' };
  const day = at.toLocaleDateString('nb-NO', { ...zone, dateStyle: 'long' });
  const clock = at
    .toLocaleTimeString('nb-NO', { ...zone, hour: '2-digit', minute: '2-digit' })
    .replace(':', '.');
  const words = ['Signert av', signerName, `${day} kl. ${clock}`, `Identitet bekreftet av ${bank}`];

  const report = inspectDocument(readFileSync(files.signed));
  const field = report.signatureFields.find(({ signed }) => signed);
  const page = (field?.pageIndex ?? -1) + 1;
  judge('the seal stands on the last page, the signature page', page === report.pageCount, String(page));
  const before = textOf(files.unsigned, page);
  const after = textOf(files.signed, page);
  for (const wanted of words) {
    judge(`pdftotext: the seal says “${wanted}”`, after.includes(wanted) && !before.includes(wanted), after);
  }

  if (field === undefined) return;
  const marks = [files.unsigned, files.signed].map((file) => findMark(drawPage(file, page), field.rect));
  judge('pdftoppm: no mark is in the empty slot', marks[0] === undefined, JSON.stringify(marks[0]));
  judge(
    'pdftoppm: the seal bears Segl’s mark, a ring with an S through it',
    isMark(marks[1]),
    JSON.stringify(marks[1]),
  );
}

function textOf(file: string, page: number): string {
  const { output } = run('pdftotext', ['-f', String(page), '-l', String(page), file, '-']);
  return output.replaceAll(/\s+/g, ' ');
}

interface Picture {
  width: number;
  height: number;
  /** Three bytes a pixel. */
  pixels: Uint8Array;
}

function drawPage(file: string, page: number): Picture {
  const prefix = `${file}-page`;
  const one = ['-f', String(page), '-l', String(page), '-singlefile'];
  run('pdftoppm', ['-r', String(resolution), ...one, file, prefix]);
  const ppm = readFileSync(`${prefix}.ppm`);
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(ppm.subarray(0, 40).toString('latin1'));
  if (head === null) throw new Error('pdftoppm drew no picture');
  return { width: Number(head[1]), height: Number(head[2]), pixels: ppm.subarray(head[0].length) };
}

/** The green in a rectangle of the page: where it is, and how much of what must be filled or empty is. */
interface Mark {
  width: number;
  height: number;
  /** Share of the ring's middle line that is green. */
  ring: number;
  /** Share between ring and centre, where only the S goes. */
  within: number;
  centre: boolean;
}

function findMark({ width, height, pixels }: Picture, rect: readonly number[]): Mark | undefined {
  const scale = resolution / 72;
  const [left = 0, bottom = 0, right = 0, top = 0] = rect.map((points) => Math.round(points * scale));
  const isGreen = (x: number, y: number): boolean => {
    const at = 3 * (Math.round(y) * width + Math.round(x));
    const [red = 255, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    return green - red > 40 && blue - red > 40;
  };
  const box = { left: Infinity, right: -1, top: Infinity, bottom: -1 };
  for (let y = height - top; y < height - bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      if (!isGreen(x, y)) continue;
      box.left = Math.min(box.left, x);
      box.right = Math.max(box.right, x);
      box.top = Math.min(box.top, y);
      box.bottom = Math.max(box.bottom, y);
    }
  }
  if (box.right < 0) return undefined;
  const size = { width: box.right - box.left + 1, height: box.bottom - box.top + 1 };
  const middle = { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
  const share = (radius: number): number => {
    const angles = Array.from({ length: 180 }, (_, step) => (step * Math.PI) / 90);
    const green = angles.filter((angle) =>
      isGreen(
        middle.x + (Math.cos(angle) * radius * size.width) / 2,
        middle.y + (Math.sin(angle) * radius * size.height) / 2,
      ),
    );
    return green.length / angles.length;
  };
  // The ring goes from 35 to 45 hundredths of the mark's box, and its outer edge is the edge of the green.
  return { ...size, ring: share(40 / 45), within: share(30 / 45), centre: isGreen(middle.x, middle.y) };
}

/** Round, nearly closed (the ring has two gaps), mostly empty inside, with the S through its centre. */
function isMark(mark: Mark | undefined): boolean {
  return (
    mark !== undefined &&
    mark.width > 30 &&
    Math.abs(mark.width - mark.height) <= 3 &&
    mark.ring > 0.75 &&
    mark.ring < 1 &&
    mark.within < 0.5 &&
    mark.centre
  );
}
