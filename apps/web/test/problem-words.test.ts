import { describe, expect, it } from 'vitest';
import { ApiError } from '../src/api/api-error.js';
import { problemError } from '../src/api/client.js';
import { problemWords } from '../src/lib/problem-words.js';

const words: Record<string, string> = {
  'errors.bankid.suspended.title': 'Suspended',
  'errors.bankid.suspended.advice': 'Call {{bank}}',
  'bankIdErrors.9314.title': 'Suspended. Contact {{bank}}',
  'bankIdErrors.9314.advice': 'Only the bank can reopen it',
  'problem.yourBank': 'your bank',
  'problem.unknown': 'Something went wrong',
  'problem.unknownAdvice': 'Try again',
};
const t = (key: string, values: Record<string, unknown>) =>
  (words[key] ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
const exists = (key: string) => key in words;
const problem = { type: 'about:blank', title: 'English title', status: 403, requestId: 'r1' };

describe('words for an error', () => {
  it("prefers BankID's own code, and names the bank", () => {
    const error = new ApiError('bankid.suspended', {
      status: 403,
      problem: { ...problem, code: 'bankid.suspended', bankIdCode: '9314', facts: { bank: 'Fjordbanken' } },
    });
    expect(problemWords(error, t, exists)).toMatchObject({
      title: 'Suspended. Contact Fjordbanken',
      bankIdCode: '9314',
      requestId: null,
    });
  });

  it('says "your bank" when no bank is named', () => {
    const error = new ApiError('bankid.suspended', {
      status: 403,
      problem: { ...problem, code: 'bankid.suspended' },
    });
    expect(problemWords(error, t, exists).advice).toBe('Call your bank');
  });

  it('shows title and request id for a code without words', () => {
    const error = new ApiError('new.code', { status: 409, problem: { ...problem, code: 'new.code' } });
    expect(problemWords(error, t, exists)).toMatchObject({ title: 'English title', requestId: 'r1' });
  });
});

describe('an unsuccessful answer', () => {
  it('keeps the problem details', () => {
    const error = problemError(403, JSON.stringify({ ...problem, code: 'signing.not-your-document' }));
    expect(error.code).toBe('signing.not-your-document');
    expect(error.problem?.requestId).toBe('r1');
  });

  it('is told by its status when an intermediary answered', () => {
    expect(problemError(502, '<html>Bad gateway</html>').code).toBe('web.offline');
    expect(problemError(404, 'Not found').code).toBe('web.unexpected-answer');
  });
});
