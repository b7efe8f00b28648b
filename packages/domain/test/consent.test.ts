import { describe, expect, it } from 'vitest';
import { consentStatement, currentStatementVersion, hasReachedEnd } from '../src/consent.js';

describe('the consent statement', () => {
  it.each([
    ['nb', 'Jeg har lest og forstått dokumentet'],
    ['nn', 'Eg har lese og forstått dokumentet'],
    ['en', 'I have read and understood the document'],
  ] as const)('in %s', (language, text) => {
    expect(consentStatement(currentStatementVersion, language)).toEqual({
      version: currentStatementVersion,
      language,
      text,
    });
  });
  it.each(['2020-01', '__proto__', 'constructor'])('of version %s does not exist', (version) => {
    expect(consentStatement(version, 'nb')).toBeUndefined();
  });
});

describe('the end of a document', () => {
  const shown = (...pages: number[]) =>
    pages.map((pageNumber) => ({ pageNumber, at: '2026-11-22T12:00:00Z' }));
  it('is reached with its last page, or when the reader says so', () => {
    expect(hasReachedEnd({ pageCount: 3, pagesShown: shown(1, 3) }, 'scrolled')).toBe(true);
    expect(hasReachedEnd({ pageCount: 3, pagesShown: shown(1, 2) }, 'scrolled')).toBe(false);
    expect(hasReachedEnd({ pageCount: 3, pagesShown: [] }, 'declared')).toBe(true);
  });
});
