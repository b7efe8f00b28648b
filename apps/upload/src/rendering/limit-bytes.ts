import { Readable } from 'node:stream';
import { UploadError } from '../errors.js';

/** Passes a stream on until it has given more than `maxBytes`. Throws UploadError `upload.too-large` then. */
export function limitBytes(source: Readable, maxBytes: number): Readable {
  return Readable.from(
    (async function* () {
      let size = 0;
      for await (const chunk of source) {
        const bytes = chunk as Buffer;
        size += bytes.length;
        if (size > maxBytes) {
          throw new UploadError('upload.too-large', `The file is larger than ${maxBytes} bytes.`, {
            facts: { maxBytes },
          });
        }
        yield bytes;
      }
    })(),
    { objectMode: false },
  );
}
