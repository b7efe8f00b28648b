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

/** Rooms whose codes only programs meet (service to service); they have no words of their own. */
const roomsBehind = ['vault.', 'trust.'];

/** Of all codes, those a person may be shown. */
export function peopleCodes(all: readonly string[]): string[] {
  return [...webCodes, ...all.filter((code) => !roomsBehind.some((room) => code.startsWith(room)))];
}
