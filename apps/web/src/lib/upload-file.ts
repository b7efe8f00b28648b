import type { ZodType } from 'zod';
import { ApiError } from '../api/api-error.js';
import { problemError } from '../api/client.js';

export interface UploadFileInput<T> {
  url: string;
  file: File;
  schema: ZodType<T>;
  ticket?: string | undefined;
  /** Of a locked PDF; sent beside the file. */
  password?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Bytes sent so far, and all. */
  onProgress?: ((sentBytes: number, totalBytes: number) => void) | undefined;
}

/** Sends a file as multipart `file` and tells how far it has come (fetch cannot). Throws {@link ApiError}. */
export function uploadFile<T>(input: UploadFileInput<T>): Promise<T> {
  const { url, file, schema, ticket, password, signal, onProgress } = input;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('accept', 'application/json, application/problem+json');
    if (ticket !== undefined) request.setRequestHeader('authorization', `Bearer ${ticket}`);
    request.upload.onprogress = (event) => onProgress?.(event.loaded, event.total);
    request.onerror = () => reject(new ApiError('web.offline'));
    request.onabort = () => reject(new ApiError('web.aborted'));
    request.onload = () => {
      if (request.status < 200 || request.status > 299) {
        reject(problemError(request.status, request.responseText));
        return;
      }
      try {
        resolve(schema.parse(JSON.parse(request.responseText)));
      } catch (cause) {
        reject(new ApiError('web.unexpected-answer', { status: request.status, cause }));
      }
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    const body = new FormData();
    if (password !== undefined) body.append('password', password);
    body.append('file', file, file.name);
    request.send(body);
  });
}
