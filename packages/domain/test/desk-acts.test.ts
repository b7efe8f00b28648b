import { describe, expect, it } from 'vitest';
import { beginDeskAct, deskActKinds, deskDecisionRefusal, fourEyesActs } from '../src/index.js';

const clerk = { id: 'anne', roles: ['clerk'] } as const;
const both = { id: 'bo', roles: ['clerk', 'approver'] } as const;
const auditor = { id: 'cato', roles: ['auditor'] } as const;
const proposed = { kind: 'reset-password', state: 'proposed', proposedBy: 'anne' } as const;

describe('acts at the bank’s desk', () => {
  it('wait for a second officer where they give away who somebody is', () => {
    for (const kind of deskActKinds)
      expect(beginDeskAct(kind, clerk)).toEqual({ state: fourEyesActs.has(kind) ? 'proposed' : 'done' });
    expect(beginDeskAct('block-bankid', clerk)).toEqual({ state: 'done' });
    expect(beginDeskAct('reset-password', both)).toEqual({ state: 'proposed' });
  });

  it('are begun by clerks only', () => {
    expect(beginDeskAct('block-bankid', auditor)).toEqual({ refusal: 'desk.role-missing' });
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
