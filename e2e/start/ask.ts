import { request as plain } from 'node:http';
import { request as secure } from 'node:https';

/** What a server said. */
export interface Answer {
  status: number;
  text: string;
  /** Where it sends the asker on to; nothing is followed. */
  location: string | undefined;
  /** `Set-Cookie`, each as it stands. */
  cookies: readonly string[];
}

/**
 * Asks over http, or over https believing one certificate and no other (PEM), as Node's own `fetch` cannot.
 */
export function ask(
  address: string,
  { method = 'GET', json, certificate }: { method?: string; json?: object; certificate?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const options = {
      method,
      agent: false as const,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
    };
    const request = address.startsWith('https:')
      ? secure(address, { ...options, ...(certificate === undefined ? {} : { ca: certificate }) })
      : plain(address, options);
    request.once('error', reject);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.once('error', reject);
      response.once('end', () => {
        const { location, 'set-cookie': cookies = [] } = response.headers;
        resolve({ status: response.statusCode ?? 0, text, location, cookies });
      });
    });
    request.end(body);
  });
}
