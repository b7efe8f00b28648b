/** What one-time codes come from. */
export const codeSourceKinds = ['code-unit', 'code-card', 'app', 'bank-app'] as const;
export type CodeSourceKind = (typeof codeSourceKinds)[number];

/** Code units show a code by the clock (RFC 6238) or by the press of a button (RFC 4226). */
export const codeUnitKinds = ['time', 'event'] as const;
export type CodeUnitKind = (typeof codeUnitKinds)[number];

/** Codes of an event-based unit that are looked ahead for: pressing the button now and then does no harm (RFC 4226 §7.2). */
export const eventLookAhead = 10;
/** At resynchronisation: so many more, and two codes in a row have to fit (RFC 4226 §7.4). */
export const resynchronisationLookAhead = 1000;
/** Time steps of a unit's clock that are looked at to each side, beyond the drift that is known (RFC 6238 §6). */
export const timeStepsAside = 1;
/** At resynchronisation of a time-based unit: half an hour to each side. */
export const resynchronisationSteps = 60;
/** In the dialog, after a code that was wrong: nearer by, as anybody may try there. Codes of a button, ... */
export const nearLookAhead = 100;
/** ... and steps of a clock to each side: ten minutes. */
export const nearSteps = 20;

/** Codes on a printed card. */
export const codesOnCard = 40;

/** What is known of a printed card: how many of its codes are used, from the first on. */
export interface CodeCardFacts {
  readonly used: number;
  readonly state: 'active' | 'used-up' | 'blocked' | 'replaced';
}

/** Number (from 1) of the code that is asked for next; undefined where the card has none to give. */
export function nextCardNumber({ used, state }: CodeCardFacts): number | undefined {
  return state === 'active' && used < codesOnCard ? used + 1 : undefined;
}

/** The card after its next code was given. A wrong try leaves the number to be asked for again; five suspend (lockout.ts). */
export function spendCardNumber({ used }: CodeCardFacts): CodeCardFacts {
  const spent = used + 1;
  return { used: spent, state: spent >= codesOnCard ? 'used-up' : 'active' };
}

/** So few left: the holder is told to ask the bank for a new card. */
export const fewCodesLeft = 8;

/** How many codes a card still gives. */
export function codesLeft({ used, state }: CodeCardFacts): number {
  return state === 'active' ? codesOnCard - used : 0;
}

/** Whether the holder of a card in use is to be told that it will soon be used up. */
export function isCardRunningOut(card: CodeCardFacts): boolean {
  return card.state === 'active' && codesLeft(card) <= fewCodesLeft;
}
