import { errorCodes } from '@segl/contracts';

/** Codes that the BankID dialog itself shows to people. */
export const bankIdCodes = [
  '1308',
  '1313',
  '9001',
  '9314',
  '9403',
  '9409',
  '9419',
  '9439',
  '9458',
  'BID-14D1',
] as const;

/** Codes of the web's own, before any service has answered. */
export const webCodes = ['web.offline', 'web.unexpected-answer', 'web.aborted'] as const;

/** Segl's codes and those the web itself gives: a service between them may let any of them through to a person. */
export const problemCodes: readonly string[] = [...webCodes, ...Object.keys(errorCodes)];
