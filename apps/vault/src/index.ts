export { readVaultConfig, type CscClient, type VaultConfig } from './config.js';
export { createVaultService } from './service.js';
