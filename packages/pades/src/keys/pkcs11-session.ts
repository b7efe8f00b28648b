import { PadesError } from '../errors.js';
import {
  CK,
  isAlreadyInitialized,
  isAlreadyLoggedIn,
  isNotTold,
  loadPkcs11Package,
  tokenError,
  type Pkcs11,
  type Pkcs11Attribute,
  type Pkcs11Handle,
  type Pkcs11Loader,
  type Pkcs11Mechanism,
} from './pkcs11-module.js';
import { resolveSecret, type SecretSource } from './secret-source.js';

/** Which token is meant: by label, by serial number, or by the index of its slot among those with a token. */
export type TokenChoice =
  { readonly label: string } | { readonly serialNumber: string } | { readonly slot: number };

/** Gives the PIN when it is needed. */
export type PinSource = SecretSource;

/** A library is initialised once a process (PKCS#11 v2.40 §5.4), however many signers use it. */
interface OpenLibrary {
  readonly pkcs11: Pkcs11;
  /** Somebody else in this process may have initialised it: then it is not ours to finalise. */
  readonly initialisedBy: 'us' | 'others';
  users: number;
}
const libraries = new Map<string, OpenLibrary>();

const MOST_OBJECTS = 1000;

/** A session with a token, logged in where the token wants that. */
export class Pkcs11Session {
  private last: Promise<unknown> = Promise.resolve();
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly library: string,
    private readonly pkcs11: Pkcs11,
    private handle: Pkcs11Handle,
    private readonly slot: Pkcs11Handle,
    /** Mechanisms that the token offers. */
    readonly mechanisms: ReadonlySet<number>,
    private readonly pin: PinSource | undefined,
    /** The token's own number, which names it for good. */
    readonly serialNumber: string,
    private readonly flags: number,
  ) {}

  /**
   * Opens a session.
   *
   * @throws PadesError `key.pkcs11-unavailable`, `key.not-found`, `key.ambiguous`, `key.pin-wrong`, `key.pin-locked`,
   *   `key.pkcs11-failed`
   */
  static async open(options: {
    readonly library: string;
    readonly token: TokenChoice | undefined;
    readonly pin: PinSource | undefined;
    readonly load: Pkcs11Loader | undefined;
    /** `write` for keys that are to be made or destroyed. */
    readonly access: 'read' | 'write';
  }): Promise<Pkcs11Session> {
    const { library, pin } = options;
    const flags = CK.CKF_SERIAL_SESSION | (options.access === 'write' ? CK.CKF_RW_SESSION : 0);
    const pkcs11 = await useLibrary(library, options.load);
    let handle: Pkcs11Handle | undefined;
    try {
      const slot = findToken(pkcs11, options.token);
      const mechanisms = new Set(pkcs11.C_GetMechanismList(slot));
      const serialNumber = pkcs11.C_GetTokenInfo(slot).serialNumber.trimEnd();
      handle = pkcs11.C_OpenSession(slot, flags);
      await logIn(pkcs11, slot, handle, pin);
      return new Pkcs11Session(library, pkcs11, handle, slot, mechanisms, pin, serialNumber, flags);
    } catch (error) {
      try {
        if (handle !== undefined) pkcs11.C_CloseSession(handle);
      } catch {
        // Why it could not be opened is what matters; a token that was pulled out closes nothing either.
      } finally {
        releaseLibrary(library);
      }
      throw tokenError(error, 'open a session');
    }
  }

  /** Objects that have these attributes. */
  find(template: Pkcs11Attribute[]): Pkcs11Handle[] {
    return this.run('search', () => {
      this.pkcs11.C_FindObjectsInit(this.handle, template);
      try {
        return this.pkcs11.C_FindObjects(this.handle, MOST_OBJECTS);
      } finally {
        this.pkcs11.C_FindObjectsFinal(this.handle);
      }
    });
  }

  /** One attribute of an object. */
  attribute(object: Pkcs11Handle, type: number): Buffer {
    return this.run('read an attribute', () => {
      const [found] = this.pkcs11.C_GetAttributeValue(this.handle, object, [{ type }]);
      return Buffer.from(found?.value ?? []);
    });
  }

  /** Signs. */
  async sign(
    mechanism: Pkcs11Mechanism,
    key: Pkcs11Handle,
    data: Uint8Array,
    authentication: 'once' | 'always',
  ): Promise<Uint8Array> {
    return this.inTurn('sign', async () => {
      this.pkcs11.C_SignInit(this.handle, mechanism, key);
      if (authentication === 'always') await this.logInAgain();
      const room = Buffer.alloc(MOST_SIGNATURE_BYTES);
      return Uint8Array.from(await this.pkcs11.C_SignAsync(this.handle, Buffer.from(data), room));
    });
  }

  /** Makes a key pair in the token; the handle of its public key. */
  async generate(
    mechanism: Pkcs11Mechanism,
    templates: { readonly publicKey: Pkcs11Attribute[]; readonly privateKey: Pkcs11Attribute[] },
  ): Promise<Pkcs11Handle> {
    return this.inTurn('make a key', async () => {
      const { publicKey, privateKey } = templates;
      return (await this.pkcs11.C_GenerateKeyPairAsync(this.handle, mechanism, publicKey, privateKey))
        .publicKey;
    });
  }

  /** Erases an object of the token. */
  destroy(object: Pkcs11Handle): void {
    this.run('erase a key', () => {
      this.pkcs11.C_DestroyObject(this.handle, object);
    });
  }

  /** What takes its time comes one after the other, since a session does one thing at a time. */
  private inTurn<Result>(doing: string, work: () => Promise<Result>): Promise<Result> {
    this.requireOpen();
    const mine = this.last.then(async () => {
      try {
        return await work();
      } catch (error) {
        throw tokenError(error, doing);
      }
    });
    this.last = mine.catch(() => undefined); // who asked has the error; the next one in line starts afresh
    return mine;
  }

  /** Logs in for the signature that has begun, or ends it: it would stay active, and no other could begin. */
  private async logInAgain(): Promise<void> {
    try {
      this.pkcs11.C_Login(this.handle, CK.CKU_CONTEXT_SPECIFIC, await readPin(this.pin));
    } catch (error) {
      // The new session comes first: with its last session a token forgets the login (PKCS#11 v2.40 §5.6).
      const begun = this.handle;
      this.handle = this.pkcs11.C_OpenSession(this.slot, this.flags);
      this.pkcs11.C_CloseSession(begun);
      throw error;
    }
  }

  /** As {@link attribute}; undefined where the token does not know the attribute or does not tell. */
  optionalAttribute(object: Pkcs11Handle, type: number): Buffer | undefined {
    try {
      return this.attribute(object, type);
    } catch (error) {
      if (error instanceof PadesError && isNotTold(error.cause)) return undefined;
      throw error;
    }
  }

  /** Ends the session after what is under way. */
  close(): Promise<void> {
    this.closing ??= this.finish();
    return this.closing;
  }

  private async finish(): Promise<void> {
    await this.last;
    try {
      this.pkcs11.C_CloseSession(this.handle);
    } catch (error) {
      throw tokenError(error, 'close the session');
    } finally {
      releaseLibrary(this.library);
    }
  }

  private run<Result>(doing: string, work: () => Result): Result {
    this.requireOpen();
    try {
      return work();
    } catch (error) {
      throw tokenError(error, doing);
    }
  }

  private requireOpen(): void {
    if (this.closing !== undefined) throw new PadesError('key.pkcs11-failed', 'The signer has been closed');
  }
}

/** RSA-16384. */
const MOST_SIGNATURE_BYTES = 2048;

async function useLibrary(path: string, load: Pkcs11Loader | undefined): Promise<Pkcs11> {
  const { PKCS11 } = await loadPkcs11Package(load);
  const open = libraries.get(path);
  if (open !== undefined) {
    open.users += 1;
    return open.pkcs11;
  }
  const pkcs11 = new PKCS11();
  try {
    pkcs11.load(path);
  } catch (cause) {
    throw new PadesError('key.pkcs11-unavailable', `The library ${path} cannot be loaded`, { cause });
  }
  let initialisedBy: OpenLibrary['initialisedBy'] = 'us';
  try {
    pkcs11.C_Initialize();
  } catch (error) {
    if (!isAlreadyInitialized(error)) {
      pkcs11.close();
      throw tokenError(error, 'start');
    }
    initialisedBy = 'others';
  }
  libraries.set(path, { pkcs11, initialisedBy, users: 1 });
  return pkcs11;
}

function releaseLibrary(path: string): void {
  const open = libraries.get(path);
  if (open === undefined) return;
  open.users -= 1;
  if (open.users > 0) return;
  libraries.delete(path);
  if (open.initialisedBy === 'us') open.pkcs11.C_Finalize();
  open.pkcs11.close();
}

function findToken(pkcs11: Pkcs11, choice: TokenChoice | undefined): Pkcs11Handle {
  const slots = pkcs11.C_GetSlotList(true);
  const matching = slots.filter((slot, index) => {
    if (choice === undefined) return true;
    if ('slot' in choice) return index === choice.slot;
    const { label, serialNumber } = pkcs11.C_GetTokenInfo(slot);
    // Both are padded with blanks.
    return 'label' in choice
      ? label.trimEnd() === choice.label
      : serialNumber.trimEnd() === choice.serialNumber;
  });
  const [only, another] = matching;
  if (only === undefined) throw new PadesError('key.not-found', 'No such token is there');
  if (another !== undefined)
    throw new PadesError('key.ambiguous', 'Several tokens are there; say which one is meant');
  return only;
}

async function logIn(
  pkcs11: Pkcs11,
  slot: Pkcs11Handle,
  session: Pkcs11Handle,
  pin: PinSource | undefined,
): Promise<void> {
  const { flags } = pkcs11.C_GetTokenInfo(slot);
  if ((flags & CK.CKF_LOGIN_REQUIRED) === 0) return;
  const padded = (flags & CK.CKF_PROTECTED_AUTHENTICATION_PATH) !== 0;
  if (pin === undefined && !padded)
    throw new PadesError('key.pin-wrong', 'The token wants a PIN, and none was given');
  const entered = await readPin(pin);
  try {
    pkcs11.C_Login(session, CK.CKU_USER, entered);
  } catch (error) {
    // The login is the token's state, shared by all sessions of the process.
    if (!isAlreadyLoggedIn(error)) throw error;
  }
}

const readPin = async (pin: PinSource | undefined): Promise<string | undefined> =>
  pin === undefined ? undefined : await resolveSecret(pin);
