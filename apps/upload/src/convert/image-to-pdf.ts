import type { Language } from '@segl/contracts';
import sharp from 'sharp';
import type { ConvertedDocument } from './text-to-pdf.js';
import { page as paper } from './page-layout.js';
import { createDocument, saveDocument } from './write-pdf.js';
import { UploadError } from '../errors.js';

/** A picture to be made a document of one page. */
export interface ImageConversion {
  bytes: Uint8Array;
  mediaType: 'image/png' | 'image/jpeg';
  title: string;
  language: Language;
  createdAt: Date;
  /** Width times height at most; more is refused before it is decoded. */
  maxPixels: number;
}

// One picture at a time, and none kept in memory after it.
sharp.cache(false);
sharp.concurrency(1);

const marginPt = 28;
/** Denser pictures gain nothing on paper and cost everybody who downloads the document. */
const maxDotsPerInch = 300;
/** Small pictures are not blown up beyond this. */
const minDotsPerInch = 96;
const jpegQuality = 92;

/**
 * Puts a picture on an A4 page, upright or lying as the picture is, turned as its camera says. What a camera adds
 * (place, time, device, thumbnail) does not come along.
 *
 * @throws UploadError `upload.image-unreadable`
 */
export async function imageToPdf(conversion: ImageConversion): Promise<ConvertedDocument> {
  const picture = await normalize(conversion);
  const document = await createDocument(conversion);
  const lying = picture.width > picture.height;
  const [width, height] = lying ? [paper.heightPt, paper.widthPt] : [paper.widthPt, paper.heightPt];
  const room = { width: width - 2 * marginPt, height: height - 2 * marginPt };
  const scale = Math.min(room.width / picture.width, room.height / picture.height, 72 / minDotsPerInch);
  const image =
    picture.mediaType === 'image/png'
      ? await document.embedPng(picture.bytes)
      : await document.embedJpg(picture.bytes);
  const [drawnWidth, drawnHeight] = [picture.width * scale, picture.height * scale];
  document.addPage([width, height]).drawImage(image, {
    x: (width - drawnWidth) / 2,
    y: height - marginPt - (room.height - drawnHeight) / 2 - drawnHeight,
    width: drawnWidth,
    height: drawnHeight,
  });
  return { pdf: await saveDocument(document), pageCount: 1, warnings: [] };
}

interface Picture {
  bytes: Uint8Array;
  mediaType: 'image/png' | 'image/jpeg';
  width: number;
  height: number;
}

/** Decodes and encodes anew: upright, sRGB, no transparency, no metadata, no more pixels than paper can use. */
async function normalize({ bytes, mediaType, maxPixels }: ImageConversion): Promise<Picture> {
  const longSide = Math.round((paper.heightPt / 72) * maxDotsPerInch);
  try {
    const upright = sharp(bytes, { limitInputPixels: maxPixels, failOn: 'error' })
      .rotate()
      .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb');
    const { data, info } = await (
      mediaType === 'image/png'
        ? upright.png({ compressionLevel: 6 })
        : upright.jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' })
    ).toBuffer({ resolveWithObject: true });
    return { bytes: new Uint8Array(data), mediaType, width: info.width, height: info.height };
  } catch (cause) {
    const tooManyPixels = cause instanceof Error && /pixel limit/i.test(cause.message);
    const megapixels = Math.floor(maxPixels / 1_000_000);
    throw new UploadError(
      'upload.image-unreadable',
      tooManyPixels
        ? `The picture has more than ${megapixels} million pixels. Make it smaller and try again.`
        : 'The picture is damaged or cut off. Open it in a picture program, save it anew and try again.',
      { cause, facts: { maxPixels } },
    );
  }
}
