import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { UploadError } from '../errors.js';

/** Media types that become documents. */
export const acceptedTypes = [
  'application/pdf',
  'text/plain',
  'text/markdown',
  'image/png',
  'image/jpeg',
] as const;

/** One of {@link acceptedTypes}. */
export type AcceptedType = (typeof acceptedTypes)[number];

const headBytes = 4100;
/** Writers may put something before the header; readers look for it in the first kilobyte (ISO 32000-2 Annex I). */
const pdfHeaderWithin = 1024;
const textNames = new Set(['', '.txt', '.text']);
const markdownNames = new Set(['.md', '.markdown', '.mdown', '.mkd']);

/**
 * Says what a file is by its bytes; its name only tells Markdown from plain text.
 *
 * @throws UploadError `upload.empty`, `upload.not-a-pdf`, `upload.unsupported-type`
 */
export async function detectType(file: string, fileName: string): Promise<AcceptedType> {
  const head = await readHead(file);
  if (head.length === 0) {
    throw new UploadError('upload.empty', 'The file is empty. Check that it is the right one and try again.');
  }
  const found = await fileTypeFromBuffer(head);
  // A picture that also carries a PDF header is taken as a picture: it is drawn anew, and nothing else in it survives.
  if (found?.mime === 'image/png' || found?.mime === 'image/jpeg') return found.mime;
  if (head.subarray(0, pdfHeaderWithin).includes('%PDF-')) return 'application/pdf';
  const extension = path.extname(fileName).toLowerCase();
  if (extension === '.pdf') {
    throw new UploadError(
      'upload.not-a-pdf',
      'The file is not a PDF, whatever it is called. Save or print the document as PDF and try again.',
    );
  }
  if (found === undefined && looksLikeText(head)) {
    if (markdownNames.has(extension)) return 'text/markdown';
    if (textNames.has(extension)) return 'text/plain';
  }
  throw new UploadError(
    'upload.unsupported-type',
    'Segl takes PDF, plain text, Markdown, PNG and JPEG. Save or print the document as PDF and try again.',
    { facts: { foundType: found?.mime ?? null, extension } },
  );
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** No NUL bytes, unless in the way of UTF-16; the decoder looks at the rest. */
function looksLikeText(head: Buffer): boolean {
  const utf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  return utf16 || !head.includes(0);
}
