import { z } from 'zod';
import type { bankid } from '@segl/contracts';
import type { BankId } from '@segl/database';
import type { RenewalAdvice } from '@segl/domain';
import type { Intent } from './dialog-facts.js';

/**
 * What a recognised holder is asked before they go back, each on a screen of its own. `must-…` cannot be put off; `shield`
 * shows what was done, who they are and which bank's BankID it is; after `blocked` nothing is proven.
 */
export const holderTasks = [
  'new-password',
  'must-new-password',
  'renewal',
  'must-renewal',
  'block',
  'blocked',
  'shield',
] as const;
export type HolderTask = (typeof holderTasks)[number];

/** Screens of the tasks. */
export const holderScreens = ['new-password', 'renewal', 'block', 'blocked', 'shield'] as const;
export type HolderScreen = (typeof holderScreens)[number];

/** The tasks as they are stored, in order. */
export function readTasks(stored: unknown): HolderTask[] {
  return z.array(z.enum(holderTasks)).parse(stored);
}

/**
 * What waits for a holder who has just proven themselves: nothing, most times, and they go straight back. Whatever else they
 * chose, what their bank demands and what the caller sent them for is still asked.
 */
export function tasksAfterProof({
  bankId,
  intent,
  requestedTask,
  advice,
}: {
  bankId: Pick<BankId, 'passwordMustChange'>;
  intent: Intent | undefined;
  requestedTask: bankid.RequestedTask | undefined;
  advice: RenewalAdvice;
}): HolderTask[] {
  const work: HolderTask[] = intent === 'block' ? ['block'] : [];
  if (bankId.passwordMustChange) work.push('must-new-password');
  else if (intent === 'change-password' || requestedTask === 'change-password') work.push('new-password');
  if (advice.kind === 'required') work.push('must-renewal');
  else if (advice.kind === 'offered') work.push('renewal');
  return work.length > 0 || intent === 'about' ? [...work, 'shield'] : [];
}

/** The screen that a task is done at. */
export function screenOf(task: HolderTask): HolderScreen {
  switch (task) {
    case 'must-new-password':
      return 'new-password';
    case 'must-renewal':
      return 'renewal';
    default:
      return task;
  }
}
