import type { bankidApp } from '@segl/contracts';

/** What the browser keeps of an activated app. The keys cannot be read, by this page either. */
export interface KeptDevice {
  id: string;
  signingKey: CryptoKey;
  /** HMAC key of the codes. */
  codeKey: CryptoKey;
  /** As last told by the server. */
  facts: bankidApp.AppDevice;
  /** Of the platform authenticator, where one is set up; base64url. */
  credentialId: string | null;
  /** Milliseconds that the server's clock is ahead of this one. */
  clockOffset: number;
}

const databaseName = 'segl-bankid-app';
const storeName = 'device';
const place = 'this';

/** The device that this browser is; undefined while it has no app. Rejects where the browser keeps nothing. */
export async function readDevice(): Promise<KeptDevice | undefined> {
  return inStore('readonly', (store) => store.get(place) as IDBRequest<KeptDevice | undefined>);
}

/** Keeps the device, in the place of an earlier one. */
export async function keepDevice(device: KeptDevice): Promise<void> {
  await inStore('readwrite', (store) => store.put(device, place));
}

/** Forgets the device with its keys. */
export async function forgetDevice(): Promise<void> {
  await inStore('readwrite', (store) => store.delete(place));
}

async function inStore<Result>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(storeName, mode);
    const request = work(transaction.objectStore(storeName));
    return await new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error ?? new Error('the browser kept nothing'));
    });
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error ?? new Error('the browser keeps nothing'));
  });
}
