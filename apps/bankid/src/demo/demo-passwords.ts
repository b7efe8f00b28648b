import { randomInt } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { loadOrCreateSecretFile } from '@segl/platform';
import { inventedOfficers } from './invented-officers.js';
import { inventedPeople } from './invented-people.js';

const file = z.object({ people: z.record(z.string(), z.object({ password: z.string() })) });

/** Passwords of the demo's people, by their key. */
export type DemoPasswords = ReadonlyMap<string, string>;

/** Plain words that are easy to type on a phone. */
const words =
  'anker bjelle blomst brygge dugg eple fjell fjord flagg furu gitar granitt havn humle is jolle kaffe kart kjele klippe koie lake lanterne lerke lykt maling melk merke mose natt nordlys odde orgel pensel perle potet rabarbra regn rev ringe saft sau sekk sil skog snø sol spade stein sti stjerne strand svale tind torsk trapp troll tråd ugle vann vind vott'
    .split(' ')
    .filter((word) => /^[a-z]+$/.test(word));

/**
 * The passwords, made at first start: two words and three digits each. They stand in `data/demo/people.json` (0600) and,
 * as argon2id hashes, in the database; nowhere else.
 */
export async function loadDemoPasswords(dataDir: string): Promise<DemoPasswords> {
  const bytes = await loadOrCreateSecretFile(demoPasswordFile(dataDir), () =>
    makeFile(inventedPeople.map(({ key }) => key)),
  );
  const keys = inventedPeople.map(({ key }) => key);
  return withThoseSince(readPasswords(bytes), keys, path.join(dataDir, 'demo', 'more-people.json'));
}

/** A data folder of an earlier version has a file without those who have come since: theirs stand in another. */
async function withThoseSince(
  known: DemoPasswords,
  keys: readonly string[],
  moreFile: string,
): Promise<DemoPasswords> {
  const added = keys.filter((key) => !known.has(key));
  if (added.length === 0) return known;
  const more = await loadOrCreateSecretFile(moreFile, () => makeFile(added));
  return new Map([...known, ...readPasswords(more)]);
}

function readPasswords(bytes: Buffer): Map<string, string> {
  const { people } = file.parse(JSON.parse(bytes.toString('utf8')));
  return new Map(Object.entries(people).map(([key, { password }]) => [key, password]));
}

/** The officers' passwords, by user name, made at first start; in `data/demo/officers.json` (0600). */
export async function loadDemoOfficers(dataDir: string): Promise<DemoPasswords> {
  const names = inventedOfficers.map(({ username }) => username);
  const bytes = await loadOrCreateSecretFile(path.join(dataDir, 'demo', 'officers.json'), () =>
    makeFile(names),
  );
  return withThoseSince(readPasswords(bytes), names, path.join(dataDir, 'demo', 'more-officers.json'));
}

/** Where the passwords stand. */
export function demoPasswordFile(dataDir: string): string {
  return path.join(dataDir, 'demo', 'people.json');
}

function makeFile(keys: readonly string[]): Uint8Array {
  const people = Object.fromEntries(keys.map((key) => [key, { password: makePassword() }]));
  return Buffer.from(`${JSON.stringify({ people }, null, 2)}\n`);
}

function makePassword(): string {
  const word = (): string => words[randomInt(words.length)] ?? 'fjord';
  return `${word()}-${word()}-${randomInt(100, 1000)}`;
}
