import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en.json' with { type: 'json' };
import nb from '../src/i18n/nb.json' with { type: 'json' };
import nn from '../src/i18n/nn.json' with { type: 'json' };
import { helpLinks, helpPages, helpTopics, type HelpPageName } from '../src/lib/help-topics.js';
import { matches } from '../src/lib/search.js';

type Answers = Record<string, Record<string, { q: string; a: string }>>;
const help = { nb: nb.help, nn: nn.help, en: en.help } as unknown as Record<'nb' | 'nn' | 'en', Answers>;
const questions = helpTopics.flatMap(({ topic, questions: keys }) => keys.map((key) => `${topic}.${key}`));

/** Questions that an answer is found for, as the page finds them. */
function find(language: 'nb' | 'nn' | 'en', query: string): string[] {
  return questions.filter((question) => {
    const [topic = '', key = ''] = question.split('.');
    const words = help[language][topic]?.[key];
    return words !== undefined && matches(query, `${words.q} ${words.a}`);
  });
}

describe('the help', () => {
  it.each([
    ['nb', 'mistet telefonen', 'trouble.lostPhone'],
    ['nb', 'testament', 'sign.wills'],
    ['nb', '100 000', 'safety.liability'],
    ['nn', 'gløymt passordet', 'trouble.forgot'],
    ['nn', 'aldersgrensa', 'bankid.age'],
    ['en', 'which bank', 'safety.whichBank'],
    ['en', 'on behalf', 'sign.company'],
    ['en', 'not me', 'safety.notMe'],
  ] as const)('answers in %s to "%s"', (language, query, question) => {
    expect(find(language, query)).toContain(question);
  });

  it('leads from answers to pages that there are', () => {
    const router = readFileSync(path.join(import.meta.dirname, '../src/router.tsx'), 'utf8');
    const routes = new Set([...router.matchAll(/path: '([^']+)'/g)].map(([, route = '']) => `/${route}`));
    expect(existsSync(path.join(import.meta.dirname, '../app.html'))).toBe(true);
    routes.add('/app');
    expect(Object.keys(helpLinks).filter((question) => !questions.includes(question))).toEqual([]);
    const used = new Set<HelpPageName>(Object.values(helpLinks).flat());
    expect([...used].filter((name) => !routes.has(helpPages[name]))).toEqual([]);
    expect(Object.keys(helpPages).filter((name) => !used.has(name as HelpPageName))).toEqual([]);
  });

  it('tells what the liability is as the law and the agreement have it, and that this is no advice', () => {
    expect(help.nb['safety']?.['liability']?.a).toMatch(/grovt uaktsom[^]*100\s000 kroner[^]*ikke råd/);
    expect(help.nn['safety']?.['liability']?.a).toMatch(/grovt aktlaus[^]*100\s000 kroner[^]*ikkje råd/);
    expect(help.en['safety']?.['liability']?.a).toMatch(/grossly negligent[^]*100\s000 kroner[^]*not advice/);
  });
});
