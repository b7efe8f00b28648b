import { PadesError } from '../errors.js';
import type { IncrementWriter } from '../pdf/increment.js';
import type { PdfDict } from '../pdf/objects.js';
import { dict, name, type PdfObject, type PdfRef, streamOf } from '../pdf/objects.js';
import { compressed } from './embedded-font.js';
import type { DrawingRules } from './palette.js';
import { decodePng, isPng, type Raster } from './png.js';

/** An image XObject and the size of its raster. */
export interface Picture {
  readonly ref: PdfRef;
  readonly width: number;
  readonly height: number;
}

/**
 * Adds a PNG or JPEG as an image XObject (ISO 32000-2 §8.9.5), in colours that the document can bear: where device RGB
 * is not allowed, RGB is described by calibrated values of sRGB. Transparency becomes a soft mask; where the document
 * may have none (PDF/A-1), the picture is laid on white.
 *
 * @throws PadesError `sign.image-unusable`.
 */
export function addPicture(writer: IncrementWriter, bytes: Uint8Array, rules: DrawingRules): Picture {
  if (isPng(bytes)) return addRaster(writer, decodePng(bytes), rules);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return addJpeg(writer, bytes, rules);
  throw new PadesError('sign.image-unusable', 'The picture is neither PNG nor JPEG');
}

function addRaster(writer: IncrementWriter, raster: Raster, rules: DrawingRules): Picture {
  const { width, height, components, alpha } = raster;
  const keepsAlpha = alpha !== undefined && rules.transparency === 'allowed';
  const samples = alpha && !keepsAlpha ? onWhite(raster, alpha) : raster.samples;
  const mask = keepsAlpha
    ? writer.add(compressed(alpha, imageEntries({ width, height, colourSpace: name('DeviceGray') })))
    : undefined;
  const entries = imageEntries({ width, height, colourSpace: colourSpaceOf(components, rules) });
  const ref = writer.add(compressed(samples, mask ? entries.with({ SMask: mask }) : entries));
  return { ref, width, height };
}

function imageEntries(image: {
  readonly width: number;
  readonly height: number;
  readonly colourSpace: PdfObject;
}): PdfDict {
  return dict({
    Type: name('XObject'),
    Subtype: name('Image'),
    Width: image.width,
    Height: image.height,
    ColorSpace: image.colourSpace,
    BitsPerComponent: 8,
  });
}

function onWhite({ samples, components }: Raster, alpha: Buffer): Buffer {
  const out = Buffer.alloc(samples.length);
  samples.forEach((value, index) => {
    const opacity = (alpha[Math.floor(index / components)] ?? 255) / 255;
    out[index] = Math.round(value * opacity + 255 * (1 - opacity));
  });
  return out;
}

const whitePoint = [0.9505, 1, 1.089];

/** Grey as CIE-based colour (ISO 32000-2 §8.6.5.2), for documents in which device grey means nothing. */
export const calibratedGrey: PdfObject = [name('CalGray'), dict({ WhitePoint: whitePoint, Gamma: 2.2 })];

function colourSpaceOf(components: 1 | 3 | 4, rules: DrawingRules): PdfObject {
  if (components === 1) return rules.grey === 'device' ? name('DeviceGray') : calibratedGrey;
  if (rules.colours.has(components)) return name(components === 3 ? 'DeviceRGB' : 'DeviceCMYK');
  if (components === 4) {
    throw new PadesError(
      'sign.image-unusable',
      'The picture is CMYK, which the output intent of the document is not',
    );
  }
  // The primaries of sRGB (IEC 61966-2-1), gamma as near as one number comes.
  const matrix = [0.4124, 0.2126, 0.0193, 0.3576, 0.7152, 0.1192, 0.1805, 0.0722, 0.9505];
  return [name('CalRGB'), dict({ WhitePoint: whitePoint, Gamma: [2.2, 2.2, 2.2], Matrix: matrix })];
}

/** JPEG goes in as it is; of it only its frame header is read (ISO/IEC 10918-1 §B.2.2). */
function addJpeg(writer: IncrementWriter, bytes: Uint8Array, rules: DrawingRules): Picture {
  const { width, height, components, inverted } = readFrame(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
  );
  const entries = imageEntries({ width, height, colourSpace: colourSpaceOf(components, rules) }).with({
    Filter: name('DCTDecode'),
    // Adobe's programs write CMYK upside down.
    Decode: inverted ? [1, 0, 1, 0, 1, 0, 1, 0] : undefined,
  });
  return { ref: writer.add(streamOf(entries, bytes)), width, height };
}

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly components: 1 | 3 | 4;
  readonly inverted: boolean;
}

function readFrame(jpeg: Buffer): Frame {
  let adobe = false;
  for (let at = 2; at + 10 <= jpeg.length;) {
    if (jpeg[at] !== 0xff) break;
    const marker = jpeg.readUInt8(at + 1);
    if (marker === 0xff) {
      at++;
      continue;
    }
    const length = jpeg.readUInt16BE(at + 2);
    if (marker === 0xee && jpeg.toString('latin1', at + 4, at + 9) === 'Adobe') adobe = true;
    // Start of frame: baseline, extended or progressive, Huffman-coded, which are what PDF takes.
    if (marker >= 0xc0 && marker <= 0xc2) {
      const components = jpeg.readUInt8(at + 9);
      const height = jpeg.readUInt16BE(at + 5);
      const width = jpeg.readUInt16BE(at + 7);
      const usable = jpeg.readUInt8(at + 4) === 8 && width > 0 && height > 0;
      if (usable && (components === 1 || components === 3 || components === 4)) {
        return { width, height, components, inverted: adobe && components === 4 };
      }
      break;
    }
    at += 2 + length;
  }
  throw new PadesError('sign.image-unusable', 'The JPEG cannot be read');
}
