/** CRLReason numbers of the reasons that a revocation may give (RFC 5280 §5.3.1). */
export const reasonNumbers: Readonly<Record<string, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  privilegeWithdrawn: 9,
};

/** The number of a stored reason; an unknown one counts as unspecified. */
export function reasonNumber(reason: string | null): number {
  return reasonNumbers[reason ?? 'unspecified'] ?? 0;
}
