import type { Logger } from '@segl/platform';
import type { ActivationVerifier } from '../signatures/verify-activation.js';
import type { VaultRoom } from '../vault-room.js';
import type { BankLogin } from './bank-login.js';
import type { CscClients } from './clients.js';

/** What the CSC API needs beside the vault's own room. */
export interface CscRoom extends VaultRoom {
  clients: CscClients;
  bank: BankLogin;
  verifier: ActivationVerifier;
  logger: Logger;
  /** Public address of the vault, without trailing slash. */
  address: string;
  /** Segl's mark, for clients to show. */
  logoUrl: string;
}
