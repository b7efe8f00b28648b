import { describe, expect, it } from 'vitest';
import {
  bankActKinds,
  beginDeskAct,
  deskActKinds,
  deskDecisionRefusal,
  fourEyesActs,
  leavesNoAdministrator,
} from '../src/index.js';

const clerk = { id: 'anne', roles: ['clerk'] } as const;
const both = { id: 'bo', roles: ['clerk', 'approver'] } as const;
const auditor = { id: 'cato', roles: ['auditor'] } as const;
const administrator = { id: 'dina', roles: ['administrator'] } as const;
const isBankAct = (kind: string) => bankActKinds.some((each) => each === kind);
const proposed = { kind: 'reset-password', state: 'proposed', proposedBy: 'anne' } as const;

describe('acts at the bank’s desk', () => {
  it('wait for a second officer where they give away who somebody is', () => {
    for (const kind of deskActKinds) {
      const officer = isBankAct(kind) ? administrator : clerk;
      expect(beginDeskAct(kind, officer)).toEqual({ state: fourEyesActs.has(kind) ? 'proposed' : 'done' });
    }
    expect(beginDeskAct('block-bankid', clerk)).toEqual({ state: 'done' });
    expect(beginDeskAct('reset-password', both)).toEqual({ state: 'proposed' });
  });

  it('are begun by clerks only; those about the bank itself by administrators', () => {
    for (const kind of deskActKinds) {
      expect(beginDeskAct(kind, auditor)).toEqual({ refusal: 'desk.role-missing' });
      const other = isBankAct(kind) ? both : administrator;
      expect(beginDeskAct(kind, other)).toEqual({ refusal: 'desk.role-missing' });
    }
  });

  it('about an officer are neither begun nor decided by that officer', () => {
    expect(beginDeskAct('change-officer', administrator, { aboutOfficer: 'dina' })).toEqual({
      refusal: 'desk.about-yourself',
    });
    const aboutBo = { ...proposed, kind: 'end-officer', aboutOfficer: 'bo' } as const;
    expect(deskDecisionRefusal(aboutBo, 'approve', both)).toBe('desk.about-yourself');
    expect(deskDecisionRefusal(aboutBo, 'reject', both)).toBe('desk.about-yourself');
  });

  it('never leave a bank without an administrator', () => {
    const gone = { changed: 'dina', roles: [] } as const;
    expect(leavesNoAdministrator(['dina'], gone)).toBe(true);
    expect(leavesNoAdministrator(['dina', 'egil'], gone)).toBe(false);
    expect(leavesNoAdministrator(['dina'], { changed: 'dina', roles: ['administrator', 'clerk'] })).toBe(
      false,
    );
    expect(leavesNoAdministrator(['dina'], { changed: 'bo', roles: [] })).toBe(false);
  });

  it('are decided by an approver who did not propose them', () => {
    expect(deskDecisionRefusal(proposed, 'approve', both)).toBeUndefined();
    expect(deskDecisionRefusal(proposed, 'approve', clerk)).toBe('desk.role-missing');
    expect(deskDecisionRefusal({ ...proposed, proposedBy: 'bo' }, 'approve', both)).toBe('desk.own-act');
    expect(deskDecisionRefusal({ ...proposed, state: 'done' }, 'reject', both)).toBe('desk.decided-already');
  });

  it('are withdrawn by who proposed them', () => {
    expect(deskDecisionRefusal(proposed, 'withdraw', clerk)).toBeUndefined();
    expect(deskDecisionRefusal(proposed, 'withdraw', both)).toBe('desk.role-missing');
  });
});
