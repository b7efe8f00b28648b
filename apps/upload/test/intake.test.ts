import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePdf } from './support/make-pdf.js';
import { sha256, startUpload, type UploadHouse } from './support/upload-house.js';

let house: UploadHouse;
beforeAll(async () => {
  house = await startUpload();
});
afterAll(async () => house.close());

describe('a file comes in', () => {
  test('a PDF is taken byte for byte', async () => {
    const pdf = await makePdf({ pages: 2 });
    const intake = await house.intake(pdf, 'Avtale æøå.pdf');
    expect(intake).toMatchObject({
      state: 'ready',
      fileName: 'Avtale æøå.pdf',
      mediaType: 'application/pdf',
      sha256: sha256(pdf),
      pdfSha256: sha256(pdf),
      sizeBytes: pdf.length,
      pageCount: 2,
      refusal: null,
      warnings: [],
      activeContent: [],
    });
  });
});
