/** From so many days before the end on, renewal is offered at each log-in. */
export const renewalOfferDays = 60;

/** A renewal that the solution needs before validity ends (RenewalCampaign). */
export interface RenewalDemand {
  /** BankIDs issued or renewed before then are meant. */
  readonly issuedBefore: Date;
  readonly startsAt: Date;
  /** From then on it is no longer put off. */
  readonly mandatoryAt: Date;
  /** Only keys of this kind are meant; none: all. */
  readonly algorithm?: string | null;
  /** From then on nobody is asked any more; none: it goes on. */
  readonly endedAt?: Date | null;
}

/** What is said of renewal at a log-in. */
export type RenewalAdvice =
  /** Nothing. */
  | { readonly kind: 'none' }
  /** May be put off; `until` is when that ends. */
  | { readonly kind: 'offered'; readonly why: 'expiry' | 'upgrade'; readonly until: Date }
  /** Has to be done now, before anything else. */
  | { readonly kind: 'required'; readonly why: 'upgrade' };

/** What the rules of renewal need to know of a BankID. */
export interface RenewableBankId {
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Of its key. */
  readonly algorithm?: string;
}

/** Whether a demand means a BankID at `at`; one that was renewed since is not meant. */
export function isMeant(
  bankId: Pick<RenewableBankId, 'validFrom' | 'algorithm'>,
  { issuedBefore, startsAt, algorithm = null, endedAt = null }: RenewalDemand,
  at: Date,
): boolean {
  const now = at.getTime();
  const isOn = startsAt.getTime() <= now && (endedAt === null || now < endedAt.getTime());
  const isOfKind = algorithm === null || algorithm === bankId.algorithm;
  return isOn && isOfKind && bankId.validFrom.getTime() < issuedBefore.getTime();
}

/** Whether a BankID that works is to be renewed at `at`. The strictest of all demands counts. */
export function adviseRenewal(
  bankId: RenewableBankId,
  demands: readonly RenewalDemand[],
  at: Date,
): RenewalAdvice {
  const now = at.getTime();
  const meant = demands.filter((demand) => isMeant(bankId, demand, at));
  if (meant.some(({ mandatoryAt }) => mandatoryAt.getTime() <= now))
    return { kind: 'required', why: 'upgrade' };
  const soonest = meant.map(({ mandatoryAt }) => mandatoryAt.getTime()).sort((a, b) => a - b)[0];
  if (soonest !== undefined && soonest < bankId.validTo.getTime())
    return { kind: 'offered', why: 'upgrade', until: new Date(soonest) };
  const offeredFrom = bankId.validTo.getTime() - renewalOfferDays * 86_400_000;
  return now >= offeredFrom ? { kind: 'offered', why: 'expiry', until: bankId.validTo } : { kind: 'none' };
}
