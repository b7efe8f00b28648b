import type { Request, Response } from 'express';

/** Something that never changes under its address and is for one person's browser only. */
export interface PrivateFile {
  /** Strong validator, in quotes. */
  tag: string;
  /** Offered as a download under this name when given. */
  fileName?: string;
  content(): Promise<{ mediaType: string; bytes: Uint8Array }>;
}

/** Sends it, or 304 when the browser has it. Shared caches must not keep it; the browser asks again each time. */
export async function sendPrivateFile(
  request: Request,
  response: Response,
  file: PrivateFile,
): Promise<void> {
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('Vary', 'Cookie');
  response.setHeader('ETag', file.tag);
  if (
    request
      .get('if-none-match')
      ?.split(/\s*,\s*/)
      .includes(file.tag) === true
  ) {
    response.status(304).end();
    return;
  }
  const { mediaType, bytes } = await file.content();
  if (file.fileName !== undefined) response.attachment(file.fileName);
  response.type(mediaType);
  response.send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}

/** A file name of our making: title and a word, without what file systems and headers dislike. */
export function pdfFileName(title: string, word: string): string {
  const safe = title
    .replaceAll(/[\p{Cc}\\/:*?"<>|]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 80);
  return `${safe === '' ? 'segl' : safe} (${word}).pdf`;
}
