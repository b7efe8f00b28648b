/** What people at a bank's desk may be: one or more. An auditor sees everything and does nothing. */
export const deskRoles = ['clerk', 'approver', 'auditor'] as const;
export type DeskRole = (typeof deskRoles)[number];

/** Everything done at the desk. */
export const deskActKinds = [
  'register-customer',
  'record-identity-check',
  'order-bankid',
  'issue-code-source',
  'block-code-source',
  'resynchronise-code-unit',
  'suspend-bankid',
  'reopen-bankid',
  'reset-password',
  'block-bankid',
  'record-death',
  'end-customer',
] as const;
export type DeskActKind = (typeof deskActKinds)[number];

/**
 * Acts that give somebody the means to be another person, or that cannot be taken back: a second officer has to agree.
 * What protects the holder (suspending, blocking a lost code unit) is done at once; a block of the whole BankID on
 * suspicion is too, for minutes count.
 */
export const fourEyesActs: ReadonlySet<DeskActKind> = new Set([
  'order-bankid',
  'issue-code-source',
  'reopen-bankid',
  'reset-password',
  'record-death',
  'end-customer',
]);

export interface DeskActFacts {
  readonly kind: DeskActKind;
  readonly state: 'proposed' | 'done' | 'rejected' | 'withdrawn';
  readonly proposedBy: string;
}

export interface DeskOfficer {
  readonly id: string;
  readonly roles: readonly DeskRole[];
}

/** Why an officer may not. */
export type DeskRefusal = 'desk.role-missing' | 'desk.own-act' | 'desk.decided-already';

/** What becomes of an act at once when an officer begins it; or why they may not. */
export function beginDeskAct(
  kind: DeskActKind,
  officer: DeskOfficer,
): { readonly state: 'proposed' | 'done' } | { readonly refusal: DeskRefusal } {
  if (!officer.roles.includes('clerk')) return { refusal: 'desk.role-missing' };
  return { state: fourEyesActs.has(kind) ? 'proposed' : 'done' };
}

/** Why an officer may not decide on a proposed act; undefined when they may. Who proposed may only withdraw. */
export function deskDecisionRefusal(
  act: DeskActFacts,
  decision: 'approve' | 'reject' | 'withdraw',
  officer: DeskOfficer,
): DeskRefusal | undefined {
  if (act.state !== 'proposed') return 'desk.decided-already';
  const isOwn = act.proposedBy === officer.id;
  if (decision === 'withdraw') return isOwn ? undefined : 'desk.role-missing';
  if (!officer.roles.includes('approver')) return 'desk.role-missing';
  return isOwn ? 'desk.own-act' : undefined;
}
