import { PDFDocument } from 'pdf-lib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { makeTurnedPdf, pdfWithFont } from '../support/make-pdf.js';
import { readPages } from '../support/read-pdf.js';

describe('where words stand, from the top left corner of the page as shown', () => {
  // CropBox (100, 200) to (500, 700); the word's left end and base line are at (150, 650).
  test.each([
    [0, { width: 400, height: 500 }, { left: 50, top: 50 }],
    [90, { width: 500, height: 400 }, { left: 450, top: 50 }],
    [180, { width: 400, height: 500 }, { left: 350, top: 450 }],
    [270, { width: 500, height: 400 }, { left: 50, top: 350 }],
  ] as const)('turned by %i degrees', async (rotate, size, at) => {
    const [page] = await readPages(await makeTurnedPdf(rotate));
    expect(page).toMatchObject({ widthPt: size.width, heightPt: size.height });
    const [run] = page?.runs ?? [];
    expect(run?.text).toBe('Word');
    // The word's origin is a corner of its box, give or take what hangs below the base line and the side bearings.
    const { x = 0, y = 0, width = 0, height = 0 } = run ?? {};
    const nearest = (value: number, ends: number[]): number =>
      Math.min(...ends.map((end) => Math.abs(end - value)));
    expect(nearest(at.left, [x, x + width])).toBeLessThan(6);
    expect(nearest(at.top, [y, y + height])).toBeLessThan(6);
    // And that is where the ink is.
    const image = page?.images[1];
    const scale = (image?.widthPx ?? 0) / size.width;
    const { data } = await sharp(image?.bytes)
      .extract({
        left: Math.round(x * scale),
        top: Math.round(y * scale),
        width: Math.round(width * scale),
        height: Math.round(height * scale),
      })
      .greyscale()
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect(Math.min(...data)).toBeLessThan(80);
    expect(page?.runs).toHaveLength(1);
  });
});

describe('what may look different elsewhere', () => {
  const text = 'BT /F1 20 Tf 20 100 Td (Hello) Tj ET';
  test('a font that the file does not carry is named', async () => {
    const [page] = await readPages(
      pdfWithFont(
        '<< /Type /Font /Subtype /TrueType /BaseFont /Comic#20Neue /Encoding /WinAnsiEncoding >>',
        text,
      ),
    );
    expect(page?.findings).toEqual({ fontsNotEmbedded: ['Comic Neue'], lettersMissing: false });
  });

  test('the fourteen that everybody has are not', async () => {
    const [page] = await readPages(
      pdfWithFont('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>', text),
    );
    expect(page?.findings).toEqual({ fontsNotEmbedded: [], lettersMissing: false });
  });

  test('Japanese letters of such a font are missing here', async () => {
    const font =
      '<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >>';
    const [page] = await readPages(pdfWithFont(font, 'BT /F1 20 Tf 20 100 Td <65E5672C8A9E> Tj ET'));
    expect(page?.findings.lettersMissing).toBe(true);
  });
});

describe('images', () => {
  test('text is drawn without loss, photographs as JPEG, both at two densities', async () => {
    const noise = await sharp({
      create: {
        width: 600,
        height: 800,
        channels: 3,
        background: 'white',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    })
      .png()
      .toBuffer();
    const document = await PDFDocument.create();
    document.addPage([300, 400]).drawText('Only text', { x: 50, y: 200 });
    document
      .addPage([300, 400])
      .drawImage(await document.embedPng(noise), { x: 0, y: 0, width: 300, height: 400 });
    const [textPage, photoPage] = await readPages(await document.save());
    expect(textPage?.images.map(({ mediaType }) => mediaType)).toEqual(['image/png', 'image/png']);
    expect(photoPage?.images.map(({ mediaType }) => mediaType)).toEqual(['image/jpeg', 'image/jpeg']);
    // 500,000 pixels are allowed in these tests: less dense than 200 dpi, and still twice as dense as the other.
    const [light, sharpOne] = textPage?.images ?? [];
    expect((sharpOne?.widthPx ?? 0) * (sharpOne?.heightPx ?? 0)).toBeLessThanOrEqual(501_000);
    expect(Math.abs((light?.widthPx ?? 0) * 2 - (sharpOne?.widthPx ?? 0))).toBeLessThanOrEqual(2);
  });
});

test('what is filled into a form is part of the text', async () => {
  const document = await PDFDocument.create();
  const page = document.addPage([300, 400]);
  const form = document.getForm();
  const name = form.createTextField('navn');
  name.setText('Kari Prøve');
  name.addToPage(page, { x: 50, y: 300, width: 200, height: 20 });
  const yes = form.createCheckBox('ja');
  yes.addToPage(page, { x: 50, y: 200, width: 15, height: 15 });
  yes.check();
  form.createCheckBox('nei').addToPage(page, { x: 100, y: 200, width: 15, height: 15 });
  const [drawn] = await readPages(await document.save());
  expect(drawn?.runs.map(({ text, x, y }) => ({ text, x: Math.round(x), y: Math.round(y) }))).toEqual([
    { text: 'Kari Prøve', x: 50, y: 80 },
    { text: '[x]', x: 50, y: 185 },
    { text: '[ ]', x: 100, y: 185 },
  ]);
});
