/**
 * What people at a bank's desk may be: one or more. Clerks serve customers, administrators see to the officers and to
 * campaigns, approvers agree to what somebody else has proposed; an auditor sees everything and does nothing.
 */
export const deskRoles = ['clerk', 'approver', 'auditor', 'administrator'] as const;
export type DeskRole = (typeof deskRoles)[number];

/** Acts about the bank itself: its officers, and campaigns of renewal. */
export const bankActKinds = [
  'start-campaign',
  'end-campaign',
  'add-officer',
  'change-officer',
  'reset-officer',
  'end-officer',
  'give-start-code',
] as const;
export type BankActKind = (typeof bankActKinds)[number];

/** Everything done at the desk. */
export const deskActKinds = [
  'register-customer',
  'record-identity-check',
  'record-guardian',
  'end-guardian',
  'ask-guardian',
  'withdraw-request',
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
  ...bankActKinds,
] as const;
export type DeskActKind = (typeof deskActKinds)[number];

/**
 * Acts that give somebody the means to be another person, or that cannot be taken back: a second officer has to agree.
 * What protects the holder (suspending, blocking a lost code unit) is done at once; a block of the whole BankID on
 * suspicion is too, for minutes count. A start code follows an officer's addition or reset, which two have agreed to.
 */
export const fourEyesActs: ReadonlySet<DeskActKind> = new Set([
  'record-guardian',
  'order-bankid',
  'issue-code-source',
  'reopen-bankid',
  'reset-password',
  'record-death',
  'end-customer',
  'start-campaign',
  'add-officer',
  'change-officer',
  'reset-officer',
  'end-officer',
]);

export interface DeskActFacts {
  readonly kind: DeskActKind;
  readonly state: 'proposed' | 'done' | 'rejected' | 'withdrawn';
  readonly proposedBy: string;
  /** The officer whom it is about, where it is about one. */
  readonly aboutOfficer?: string | undefined;
}

export interface DeskOfficer {
  readonly id: string;
  readonly roles: readonly DeskRole[];
}

/** Why an officer may not. */
export type DeskRefusal =
  'desk.role-missing' | 'desk.own-act' | 'desk.about-yourself' | 'desk.decided-already';

const isBankAct = (kind: DeskActKind): boolean => bankActKinds.some((each) => each === kind);

/** What becomes of an act at once when an officer begins it; or why they may not. Nobody changes themself. */
export function beginDeskAct(
  kind: DeskActKind,
  officer: DeskOfficer,
  { aboutOfficer }: Pick<DeskActFacts, 'aboutOfficer'> = {},
): { readonly state: 'proposed' | 'done' } | { readonly refusal: DeskRefusal } {
  const role = isBankAct(kind) ? 'administrator' : 'clerk';
  if (!officer.roles.includes(role)) return { refusal: 'desk.role-missing' };
  if (aboutOfficer === officer.id) return { refusal: 'desk.about-yourself' };
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
  if (isOwn) return 'desk.own-act';
  // An officer may not agree to more for themself, nor stop what others want changed about them.
  return act.aboutOfficer === officer.id ? 'desk.about-yourself' : undefined;
}

/**
 * Whether a bank would be left without an administrator who can log in, when `changed` is to have `roles` (none: leaves or
 * begins anew).
 * @param administrators ids of those who are administrators and at work now
 */
export function leavesNoAdministrator(
  administrators: readonly string[],
  { changed, roles }: { readonly changed: string; readonly roles: readonly DeskRole[] },
): boolean {
  if (roles.includes('administrator') || !administrators.includes(changed)) return false;
  return administrators.every((id) => id === changed);
}
