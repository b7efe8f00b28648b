import type { ApiError } from '../api/api-error.js';

/** An error told to a person. */
export interface ProblemWords {
  title: string;
  advice: string;
  code: string;
  /** The code BankID itself shows, when it has one. */
  bankIdCode: string | null;
  /** What support asks for; only when the words themselves are too few. */
  requestId: string | null;
}

type Translate = (key: string, values: Record<string, unknown>) => string;

/**
 * Picks the words for an error: BankID's own code first (it says most), then Segl's code, then the service's title with
 * the request id.
 */
export function problemWords(error: ApiError, t: Translate, exists: (key: string) => boolean): ProblemWords {
  const problem = error.problem;
  const bankIdCode = problem?.bankIdCode ?? null;
  const facts = { bank: t('problem.yourBank', {}), ...presentFacts(problem?.facts) };
  const requestId = problem?.requestId ?? null;
  const unsure = error.status >= 500 || error.code === 'web.unexpected-answer';
  for (const key of [bankIdCode === null ? null : `bankIdErrors.${bankIdCode}`, `errors.${error.code}`]) {
    if (key === null || !exists(`${key}.title`)) continue;
    return {
      title: t(`${key}.title`, facts),
      advice: t(`${key}.advice`, facts),
      code: error.code,
      bankIdCode,
      requestId: unsure ? requestId : null,
    };
  }
  return {
    title: problem?.title ?? t('problem.unknown', {}),
    advice: t('problem.unknownAdvice', {}),
    code: error.code,
    bankIdCode,
    requestId,
  };
}

function presentFacts(
  facts: Record<string, string | number | boolean | null> | undefined,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== null));
}
