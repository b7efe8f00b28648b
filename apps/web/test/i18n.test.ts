import { bankid, upload } from '@segl/contracts';
import { describe, expect, it } from 'vitest';
import { helpTopics } from '../src/lib/help-topics.js';
import { bankIdCodes, problemCodes } from '../src/lib/known-codes.js';
import en from '../src/i18n/en.json' with { type: 'json' };
import nb from '../src/i18n/nb.json' with { type: 'json' };
import nn from '../src/i18n/nn.json' with { type: 'json' };

type Tree = { [key: string]: string | Tree };

function flatten(tree: Tree, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') flat.set(prefix + key, value);
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text);
  }
  return flat;
}

const texts = { nb: flatten(nb), nn: flatten(nn), en: flatten(en) };
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe('texts', () => {
  it.each(['nn', 'en'] as const)('%s has the keys of bokmål', (language) => {
    expect([...texts[language].keys()].sort()).toEqual([...texts.nb.keys()].sort());
  });

  it.each(['nb', 'nn', 'en'] as const)('%s has no empty text', (language) => {
    const empty = [...texts[language]].filter(([, text]) => text.trim() === '').map(([key]) => key);
    expect(empty).toEqual([]);
  });

  it.each(['nn', 'en'] as const)('%s fills in the same values as bokmål', (language) => {
    const differing = [...texts.nb]
      .filter(([key, text]) => {
        const other = texts[language].get(key) ?? '';
        return placeholders(text).join() !== placeholders(other).join();
      })
      .map(([key]) => key);
    expect(differing).toEqual([]);
  });

  it('says nothing in bokmål words in nynorsk', () => {
    const bokmålOnly = /\b(ikke|jeg|hvem|hva|hvor|noe|noen|fra|siden|være|gjøre|dokumenter|også)\b/i;
    const found = [...texts.nn]
      .filter(([, text]) => bokmålOnly.test(text))
      .map(([key, text]) => `${key}: ${text}`);
    expect(found).toEqual([]);
  });

  it('has words for every code that a person may meet', () => {
    const keys = [
      ...problemCodes.map((code) => `errors.${code}`),
      ...bankIdCodes.map((code) => `bankIdErrors.${code}`),
      ...upload.intakeWarningCode.options.map((code) => `newOrder.warnings.${code}`),
    ];
    const missing = keys.filter((key) => !texts.nb.has(`${key}.title`) || !texts.nb.has(`${key}.advice`));
    expect(missing).toEqual([]);
  });

  it('has words for how every use of a BankID may have ended', () => {
    const outcomes = ['ok', 'wrong-password', ...Object.keys(bankid.dialogOutcome)];
    expect(outcomes.filter((outcome) => !texts.nb.has(`myBankid.outcome.${outcome}`))).toEqual([]);
  });

  it('has words for every finding of a verification', () => {
    const words = [...texts.nb.keys()].filter((key) => key.startsWith('verify.findings.'));
    expect(words).toEqual(upload.findingCodes.map((code) => `verify.findings.${code}`));
  });

  it('answers every question of the help page', () => {
    const keys = helpTopics.flatMap(({ topic, questions }) =>
      questions.flatMap((question) => [`help.${topic}.${question}.q`, `help.${topic}.${question}.a`]),
    );
    expect(keys.filter((key) => !texts.nb.has(key))).toEqual([]);
  });

  it('uses the terms agreed on', () => {
    expect([texts.nb, texts.nn, texts.en].map((text) => text.get('statements.2026-11'))).toEqual([
      'Jeg har lest og forstått dokumentet',
      'Eg har lese og forstått dokumentet',
      'I have read and understood the document',
    ]);
  });
});
