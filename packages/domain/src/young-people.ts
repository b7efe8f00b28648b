/** How a bank lets people under 18 have a BankID. */
export const minorRules = ['guardian-approves', 'parent-orders'] as const;
export type MinorRule = (typeof minorRules)[number];

/** Age of majority in Norway (vergemålsloven § 8). */
export const ageOfMajority = 18;

/** Who may order: the person at the desk or in the online bank, or a parent in theirs. */
export type OrderChannel = 'desk' | 'online-bank' | 'parent';

/** What ordering needs besides account, online banking and passport check. */
export type AgeVerdict =
  | { readonly kind: 'of-age' }
  /** A guardian logs in with their own BankID and says yes. */
  | { readonly kind: 'guardian-approves' }
  /** The parent who ordered has said yes by ordering. */
  | { readonly kind: 'approved-by-ordering' }
  | {
      readonly kind: 'refused';
      readonly why: 'too-young' | 'parent-must-order' | 'parents-do-not-order' | 'not-a-child';
    };

/** Full years at `on`. Both are days, YYYY-MM-DD. Born on 29 February: a year older on 1 March in other years. */
export function ageOn(birthDate: string, on: string): number {
  const [birthYear, birthday] = [Number(birthDate.slice(0, 4)), birthDate.slice(5)];
  const years = Number(on.slice(0, 4)) - birthYear;
  return on.slice(5) >= birthday ? years : years - 1;
}

/** Whether a person of that age may have a BankID at this bank, and who has to say yes. */
export function judgeAge(
  age: number,
  bank: { readonly ageLimit: number; readonly minors: MinorRule },
  channel: OrderChannel,
): AgeVerdict {
  if (age < bank.ageLimit) return { kind: 'refused', why: 'too-young' };
  if (age >= ageOfMajority)
    return channel === 'parent' ? { kind: 'refused', why: 'not-a-child' } : { kind: 'of-age' };
  if (channel === 'parent') {
    return bank.minors === 'parent-orders'
      ? { kind: 'approved-by-ordering' }
      : { kind: 'refused', why: 'parents-do-not-order' };
  }
  return bank.minors === 'parent-orders' && channel === 'online-bank'
    ? { kind: 'refused', why: 'parent-must-order' }
    : { kind: 'guardian-approves' };
}
