/** Browser storage that may be closed (private mode) or full: then nothing is remembered, and nothing breaks. */
export function readStored(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value, or forgets it when `value` is null. */
export function writeStored(storage: () => Storage, key: string, value: string | null): void {
  try {
    if (value === null) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Closed or full: the page works without memory.
  }
}

export const session = () => window.sessionStorage;
export const local = () => window.localStorage;
