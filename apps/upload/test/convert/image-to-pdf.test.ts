import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { imageToPdf, type ImageConversion } from '../../src/convert/image-to-pdf.js';
import { readPages } from '../support/read-pdf.js';

const convert = async (bytes: Uint8Array, mediaType: ImageConversion['mediaType'], maxPixels = 1e7) =>
  imageToPdf({
    bytes,
    mediaType,
    title: 'bilde',
    language: 'nb',
    createdAt: new Date('2026-11-22T12:00:00Z'),
    maxPixels,
  });

/** A picture whose left half is red and whose right half is blue. */
async function redAndBlue(width: number, height: number) {
  const half = { width: Math.floor(width / 2), height, channels: 3 as const, background: 'red' };
  const left = await sharp({ create: half }).png().toBuffer();
  return sharp({ create: { width, height, channels: 3, background: 'blue' } }).composite([
    { input: left, left: 0, top: 0 },
  ]);
}

async function colourAt(pdf: Uint8Array, across: number, down: number): Promise<string> {
  const [page] = await readPages(pdf);
  const image = page?.images[1];
  if (image === undefined) throw new Error('no page');
  const left = Math.floor(image.widthPx * across);
  const top = Math.floor(image.heightPx * down);
  const [red = 0, , blue = 0] = await sharp(image.bytes)
    .toColourspace('srgb')
    .extract({ left, top, width: 1, height: 1 })
    .removeAlpha()
    .raw()
    .toBuffer();
  return red > 200 && blue > 200 ? 'white' : red > blue ? 'red' : 'blue';
}

describe('pictures', () => {
  test('a lying one gets a lying page', async () => {
    const { pdf } = await convert(await (await redAndBlue(1600, 900)).png().toBuffer(), 'image/png');
    const [page] = await readPages(pdf);
    expect(page).toMatchObject({ widthPt: expect.closeTo(841.89, 1) as number });
    expect(await colourAt(pdf, 0.25, 0.5)).toBe('red');
    expect(await colourAt(pdf, 0.75, 0.5)).toBe('blue');
  });

  test('is turned as the camera says (EXIF 6: a quarter clockwise)', async () => {
    const picture = await (await redAndBlue(1600, 900)).withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const { pdf } = await convert(picture, 'image/jpeg');
    const [page] = await readPages(pdf);
    expect(page?.heightPt).toBeGreaterThan(page?.widthPt ?? Infinity);
    expect(await colourAt(pdf, 0.5, 0.25)).toBe('red');
    expect(await colourAt(pdf, 0.5, 0.75)).toBe('blue');
  });

  test('what the camera adds stays behind', async () => {
    const picture = await sharp(await (await redAndBlue(400, 300)).jpeg().toBuffer())
      .withExif({ IFD0: { Copyright: 'SECRETPLACE' } })
      .jpeg()
      .toBuffer();
    expect(picture.includes('SECRETPLACE')).toBe(true);
    const { pdf } = await convert(picture, 'image/jpeg');
    expect(Buffer.from(pdf).includes('SECRETPLACE')).toBe(false);
  });

  test('transparency becomes paper', async () => {
    const background = { r: 255, g: 0, b: 0, alpha: 0 };
    const picture = await sharp({ create: { width: 900, height: 900, channels: 4, background } })
      .png()
      .toBuffer();
    expect(await colourAt((await convert(picture, 'image/png')).pdf, 0.5, 0.5)).toBe('white');
  });

  test('too many pixels are refused before they are decoded', async () => {
    const picture = await (await redAndBlue(2000, 1000)).png().toBuffer();
    await expect(convert(picture, 'image/png', 1e6)).rejects.toMatchObject({
      code: 'upload.image-unreadable',
    });
  });
});
