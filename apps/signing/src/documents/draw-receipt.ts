import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Language } from '@segl/contracts';
import { deadlineTimeZone } from '@segl/domain';
import { subsettingFontkit } from '@segl/pades';
import { PDFDocument, rgb, type PDFFont, type PDFPage } from 'pdf-lib';
import { receiptWords } from './receipt-words.js';

/** What a receipt says. */
export interface ReceiptFacts {
  language: Language;
  title: string;
  senderName: string;
  signerName: string;
  bank: string;
  signedAt: Date;
  sha256: string;
  statement: string;
  consentSha256: string;
  auditHash: string;
  orderId: string;
  /** When the receipt is made. */
  at: Date;
}

const resolve = createRequire(import.meta.url).resolve;
const regularPath = '@expo-google-fonts/noto-sans/400Regular/NotoSans_400Regular.ttf';
const boldPath = '@expo-google-fonts/noto-sans/700Bold/NotoSans_700Bold.ttf';

const a4 = { width: 595.28, height: 841.89 };
const margin = 64;
const ink = rgb(0.13, 0.13, 0.12);
const accent = rgb(0.05, 0.32, 0.3);

/** One page that says what was signed, by whom and when; fonts embedded, so that it reads the same everywhere. */
export async function drawReceipt(facts: ReceiptFacts): Promise<Uint8Array> {
  const words = receiptWords[facts.language];
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(subsettingFontkit);
  const regular = await pdf.embedFont(await readFile(resolve(regularPath)), { subset: true });
  const bold = await pdf.embedFont(await readFile(resolve(boldPath)), { subset: true });
  pdf.setTitle(`${words.heading}: ${facts.title}`, { showInWindowTitleBar: true });
  pdf.setLanguage(words.locale);
  pdf.setProducer('Segl');
  pdf.setCreator('Segl');
  pdf.setCreationDate(facts.at);
  pdf.setModificationDate(facts.at);
  const writer = new LineWriter(pdf.addPage([a4.width, a4.height]), { regular, bold });

  writer.write(words.heading, { font: 'bold', size: 22, color: accent, gapAfter: 10 });
  writer.write(words.intro, { gapAfter: 22 });
  const rows: readonly (readonly [string, string])[] = [
    [words.document, facts.title],
    [words.sender, facts.senderName],
    [words.signer, facts.signerName],
    [words.bank, facts.bank],
    [words.signedAt, timeIn(words.locale, facts.signedAt)],
    [words.signedFile, facts.sha256],
    [words.confirmed, facts.statement],
    [words.consentHash, facts.consentSha256],
    [words.auditHash, facts.auditHash],
    [words.orderNumber, facts.orderId],
  ];
  for (const [label, value] of rows) {
    writer.write(label, { font: 'bold', size: 9, color: accent, gapAfter: 1 });
    writer.write(value, { gapAfter: 12 });
  }
  writer.write(words.seal, { size: 9, gapAfter: 6 });
  writer.write(words.simulated, { size: 9, gapAfter: 0 });
  return pdf.save({ useObjectStreams: false });
}

function timeIn(locale: string, at: Date): string {
  const format = { dateStyle: 'long', timeStyle: 'long', timeZone: deadlineTimeZone } as const;
  return new Intl.DateTimeFormat(locale, format).format(at);
}

interface LineStyle {
  font?: 'regular' | 'bold';
  size?: number;
  color?: ReturnType<typeof rgb>;
  gapAfter: number;
}

/** Writes paragraphs downwards, broken to the width of the page. */
class LineWriter {
  private y = a4.height - margin;
  constructor(
    private readonly page: PDFPage,
    private readonly fonts: Readonly<Record<'regular' | 'bold', PDFFont>>,
  ) {}

  write(text: string, { font = 'regular', size = 11, color = ink, gapAfter }: LineStyle): void {
    const face = this.fonts[font];
    for (const line of breakLines(text, (part) => face.widthOfTextAtSize(part, size))) {
      this.y -= size * 1.35;
      this.page.drawText(line, { x: margin, y: this.y, size, font: face, color });
    }
    this.y -= gapAfter;
  }
}

function breakLines(text: string, widthOf: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > a4.width - 2 * margin) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}
