import type { upload } from '@segl/contracts';

/** One picture of a page, encoded. */
export interface EncodedImage {
  mediaType: 'image/png' | 'image/jpeg';
  bytes: Uint8Array<ArrayBuffer>;
}

/** One picture of a page at one density. */
export interface DrawnImage extends EncodedImage {
  density: 1 | 2;
  widthPx: number;
  heightPx: number;
}

/** What may look different in another program, or is missing here. */
export interface PageFindings {
  /** Base names of fonts that the file uses and does not carry, beyond the fourteen that every viewer has. */
  fontsNotEmbedded: string[];
  /** Whether such a font stands for letters that no replacement here has (Chinese, Japanese, Korean, Arabic, …). */
  lettersMissing: boolean;
}

/** A page as images and text. */
export interface DrawnPage {
  /** Size in points as shown: CropBox, turned by Rotate. */
  widthPt: number;
  heightPt: number;
  images: DrawnImage[];
  runs: upload.PageText['runs'];
  findings: PageFindings;
}

/** Methods of the render worker. */
export type RenderMethods = {
  open: {
    /** One of the passwords opens an encrypted document. */
    input: { bytes: Uint8Array<ArrayBuffer>; passwords: Uint8Array[]; maxMemoryMegabytes: number };
    output: { pageCount: number; renderer: string };
  };
  drawPage: { input: { pageIndex: number; maxPixels: number }; output: DrawnPage };
  close: { input: undefined; output: undefined };
};
