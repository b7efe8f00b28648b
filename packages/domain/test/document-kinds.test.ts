import { describe, expect, it } from 'vitest';
import { documentKinds, looksLikeWill, willRefusal } from '../src/index.js';

describe('a text that looks like a will', () => {
  it.each([
    'Mitt testament',
    'TESTAMENT\nJeg, Kari Fjellheim, bestemmer at',
    'Gjensidig testamente mellom ektefeller',
    'Dette er min siste\nvilje',
    'I testamentet har eg sett opp',
    'Last Will and Testament of Kari Fjellheim',
    'I bequeath my boat to my sister',
    'Testamentariske disposisjoner',
  ])('is found: %s', (text) => {
    expect(looksLikeWill(text)).toBe(true);
  });

  it.each([
    '',
    'Låneavtale mellom Furuvik Sparebank og Kari Fjellheim',
    'The parties will at last agree on a price',
    'Avtalen gjelder siste halvår, etter leietakerens vilje',
    'Protestamenter er ikke et ord',
    'Attestamentasjon',
  ])('is not: %s', (text) => {
    expect(looksLikeWill(text)).toBe(false);
  });
});

describe('what cannot be sent for signing', () => {
  it('a will, whatever is said of it and whatever its text', () => {
    for (const answer of ['not-a-will', 'not-asked'] as const) {
      expect(willRefusal({ kind: 'will', text: 'Avtale', answer })).toBe('will');
    }
  });

  it('every other kind is asked about where its text looks like a will, until it is answered', () => {
    for (const kind of documentKinds.filter((each) => each !== 'will')) {
      const text = 'Mitt testament';
      expect(willRefusal({ kind, text, answer: 'not-asked' })).toBe('looks-like-will');
      expect(willRefusal({ kind, text, answer: 'not-a-will' })).toBeUndefined();
      expect(willRefusal({ kind, text: 'Avtale om båtplass', answer: 'not-asked' })).toBeUndefined();
    }
  });
});
