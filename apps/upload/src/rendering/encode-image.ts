import sharp from 'sharp';
import type { EncodedImage } from './drawn-page.js';

/** Pixels as PDFium leaves them: four bytes each, red, green, blue, unused. */
export interface Pixels {
  width: number;
  height: number;
  /** Bytes a row. */
  stride: number;
  data: Uint8Array;
}

/** Above this many bytes a pixel, a PNG holds a photograph or scan, and JPEG serves it better. */
const photographicBytesPerPixel = 0.6;
const jpegQuality = 90;

/**
 * Encodes a page. Text and line art become PNG, so that letters stay exactly as drawn (grey pages with one channel);
 * photographs and scans become JPEG with full colour resolution. See docs/adr/0006-rendering.md for the measurements.
 */
export async function encodeImage(pixels: Pixels): Promise<EncodedImage> {
  const { width, height } = pixels;
  const { channels, data } = compact(pixels);
  const image = () => {
    const source = sharp(data, { raw: { width, height, channels } });
    return channels === 1 ? source.toColourspace('b-w') : source;
  };
  const png = await image().png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer();
  if (png.length > width * height * photographicBytesPerPixel) {
    const jpeg = await image().jpeg({ quality: jpegQuality, chromaSubsampling: '4:4:4' }).toBuffer();
    if (jpeg.length < png.length) return { mediaType: 'image/jpeg', bytes: owned(jpeg) };
  }
  return { mediaType: 'image/png', bytes: owned(png) };
}

/** One byte a pixel where the page is grey, else three. */
function compact({ width, height, stride, data }: Pixels): { channels: 1 | 3; data: Uint8Array } {
  const grey = new Uint8Array(width * height);
  for (let y = 0, target = 0; y < height; y++) {
    for (let source = y * stride, end = source + width * 4; source < end; source += 4) {
      const red = data[source] ?? 0;
      if (red !== data[source + 1] || red !== data[source + 2]) {
        return { channels: 3, data: withoutFourth({ width, height, stride, data }) };
      }
      grey[target++] = red;
    }
  }
  return { channels: 1, data: grey };
}

function withoutFourth({ width, height, stride, data }: Pixels): Uint8Array {
  const colour = new Uint8Array(width * height * 3);
  for (let y = 0, target = 0; y < height; y++) {
    for (let source = y * stride, end = source + width * 4; source < end; source += 4) {
      colour[target++] = data[source] ?? 0;
      colour[target++] = data[source + 1] ?? 0;
      colour[target++] = data[source + 2] ?? 0;
    }
  }
  return colour;
}

/** A copy with a buffer of its own, which can be moved to another thread. */
function owned(buffer: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
