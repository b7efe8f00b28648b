import { randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { loadMasterKey, PlatformError, type MasterKey } from '@segl/platform';

/** The vault's master keys: the newest wraps, any that is known unwraps what names it. */
export interface MasterKeys {
  /** Wraps from now on. */
  newest(): Promise<MasterKey>;
  /** @throws PlatformError `platform.unwrap-failed` when no key of that id is known */
  named(id: string): Promise<MasterKey>;
  /** Ids of all that can be unwrapped with. */
  ids(): Promise<string[]>;
  /** Puts away a key that wraps nothing any more. A setting is the operator's to change: `kept`. */
  retire(id: string): Promise<'retired' | 'kept'>;
}

/** A master key as the operator sees it; never the key itself. */
export interface MasterKeyFile {
  id: string;
  file: string;
  /** wraps: the newest · unwraps: what is not re-wrapped yet · retired: wraps nothing, needed for old backups only */
  use: 'wraps' | 'unwraps' | 'retired';
}

const folderOf = (dataDir: string): string => path.join(dataDir, 'keys');
const retiredFolderOf = (dataDir: string): string => path.join(folderOf(dataDir), 'retired');
/** `vault-master.key` is the first; `vault-master-2.key` and so on came after it. */
const fileName = /^vault-master(?:-(\d{1,6}))?\.key$/;
const nameOf = (number: number): string => (number === 1 ? 'vault-master.key' : `vault-master-${number}.key`);

/**
 * Master keys in files of the data folder. The folder is looked into each time, so that a key which another process or the
 * operator puts there is used by running processes too; the first is made when there is none.
 */
export function masterKeysInFolder(dataDir: string): MasterKeys {
  const read = new Map<string, Promise<MasterKey>>();
  const load = (file: string): Promise<MasterKey> => {
    const known = read.get(file);
    if (known !== undefined) return known;
    const loading = readMasterKey(file);
    read.set(file, loading);
    // What could not be read is tried again by the next who asks.
    loading.catch(() => read.delete(file));
    return loading;
  };
  const loadAll = async (folder: string): Promise<MasterKey[]> =>
    Promise.all((await filesIn(folder)).map((name) => load(path.join(folder, name))));
  const current = async (): Promise<MasterKey[]> => {
    for (;;) {
      try {
        const keys = await loadAll(folderOf(dataDir));
        return keys.length > 0
          ? keys
          : [await loadMasterKey({ file: path.join(folderOf(dataDir), nameOf(1)) })];
      } catch (error) {
        // Another process has put one away since the folder was listed: it is listed again.
        if (!isMissing(error)) throw error;
      }
    }
  };
  const all = async (): Promise<MasterKey[]> => [
    ...(await current()),
    ...(await loadAll(retiredFolderOf(dataDir))),
  ];

  return {
    async newest() {
      const newest = (await current()).at(-1);
      if (newest === undefined) throw new TypeError('there is at least the first');
      return newest;
    },
    named: async (id) => requireKey(await all(), id),
    ids: async () => (await all()).map(({ id }) => id),
    async retire(id) {
      const folder = folderOf(dataDir);
      for (const name of (await filesIn(folder)).slice(0, -1)) {
        const file = path.join(folder, name);
        if ((await load(file)).id !== id) continue;
        await putAway(id, file, path.join(retiredFolderOf(dataDir), name));
        return 'retired';
      }
      return 'kept';
    },
  };
}

/**
 * Master keys from settings: the first wraps, the others only unwrap.
 * @throws PlatformError `platform.invalid-settings`
 */
export async function masterKeysOf(texts: readonly string[]): Promise<MasterKeys> {
  const keys = await Promise.all(texts.map((base64) => loadMasterKey({ base64, file: '' })));
  const [newest] = keys;
  if (newest === undefined) throw new TypeError('a setting holds one key at least');
  return {
    newest: async () => newest,
    named: async (id) => requireKey(keys, id),
    ids: async () => keys.map(({ id }) => id),
    retire: async () => 'kept',
  };
}

/** Reads one that is there; unlike the first, it is never made by who misses it. */
async function readMasterKey(file: string): Promise<MasterKey> {
  return loadMasterKey({ base64: (await readFile(file)).toString('base64'), file });
}

/** Never over another: a key that is lost opens nothing any more. */
async function putAway(id: string, file: string, retiredFile: string): Promise<void> {
  await mkdir(path.dirname(retiredFile), { recursive: true, mode: 0o700 });
  try {
    await link(file, retiredFile);
  } catch (error) {
    // Another process has put it away, or a crash came between the two steps.
    if (!isMissing(error) && !isThere(error)) throw error;
    if ((await readMasterKey(retiredFile)).id !== id) {
      throw new PlatformError('platform.unwrap-failed', `${retiredFile} holds another master key`);
    }
  }
  await rm(file, { force: true });
}

function requireKey(keys: readonly MasterKey[], id: string): MasterKey {
  const found = keys.find((key) => key.id === id);
  if (found === undefined) {
    throw new PlatformError('platform.unwrap-failed', 'a key was wrapped under another master key');
  }
  return found;
}

/**
 * Makes a new master key in the data folder: from now on it wraps, also in processes that run already, and they wrap again
 * under it what older ones wrap.
 */
export async function addMasterKey(dataDir: string): Promise<MasterKeyFile> {
  const folder = folderOf(dataDir);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const taken = [...(await filesIn(folder)), ...(await filesIn(retiredFolderOf(dataDir)))].map(numberOf);
  const name = nameOf(Math.max(0, ...taken) + 1);
  const temporary = path.join(folder, `${name}.${randomUUID()}.tmp`);
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(randomBytes(32));
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Whole or not at all; of two operators who do so at once, one is told that the file exists.
    await link(temporary, path.join(folder, name));
  } finally {
    await rm(temporary, { force: true });
  }
  const file = path.join(folder, name);
  return { id: (await readMasterKey(file)).id, file, use: 'wraps' };
}

/** The master keys in a data folder, oldest first. */
export async function listMasterKeys(dataDir: string): Promise<MasterKeyFile[]> {
  const describe = async (folder: string, name: string, use: MasterKeyFile['use']) => {
    const file = path.join(folder, name);
    return { id: (await readMasterKey(file)).id, file, use };
  };
  const current = await filesIn(folderOf(dataDir));
  return Promise.all([
    ...(await filesIn(retiredFolderOf(dataDir))).map((name) =>
      describe(retiredFolderOf(dataDir), name, 'retired'),
    ),
    ...current.map((name) =>
      describe(folderOf(dataDir), name, name === current.at(-1) ? 'wraps' : 'unwraps'),
    ),
  ]);
}

/** Names of key files, oldest first. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  return names.filter((name) => fileName.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
}

const numberOf = (name: string): number => Number(fileName.exec(name)?.[1] ?? 1);

const isThere = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EEXIST';
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';
