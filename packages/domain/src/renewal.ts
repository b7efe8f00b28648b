/** From so many days before the end on, renewal is offered at each log-in. */
export const renewalOfferDays = 60;

/** A renewal that the solution needs before validity ends (RenewalCampaign). */
export interface RenewalDemand {
  /** BankIDs issued or renewed before then are meant. */
  readonly issuedBefore: Date;
  readonly startsAt: Date;
  /** From then on it is no longer put off. */
  readonly mandatoryAt: Date;
}

/** What is said of renewal at a log-in. */
export type RenewalAdvice =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** May be put off; `until` is when that ends. */
  | { readonly kind: 'offered'; readonly why: 'expiry' | 'upgrade'; readonly until: Date }
  /** Has to be done now, before anything else. */
  | { readonly kind: 'required'; readonly why: 'upgrade' };

/** Whether a BankID that works is to be renewed at `at`. The strictest of all demands counts. */
export function adviseRenewal(
  bankId: { readonly validFrom: Date; readonly validTo: Date },
  demands: readonly RenewalDemand[],
  at: Date,
): RenewalAdvice {
  const now = at.getTime();
  const meant = demands.filter(
    ({ issuedBefore, startsAt }) =>
      bankId.validFrom.getTime() < issuedBefore.getTime() && startsAt.getTime() <= now,
  );
  if (meant.some(({ mandatoryAt }) => mandatoryAt.getTime() <= now))
    return { kind: 'required', why: 'upgrade' };
  const soonest = meant.map(({ mandatoryAt }) => mandatoryAt.getTime()).sort((a, b) => a - b)[0];
  if (soonest !== undefined && soonest < bankId.validTo.getTime())
    return { kind: 'offered', why: 'upgrade', until: new Date(soonest) };
  const offeredFrom = bankId.validTo.getTime() - renewalOfferDays * 86_400_000;
  return now >= offeredFrom ? { kind: 'offered', why: 'expiry', until: bankId.validTo } : { kind: 'none' };
}
