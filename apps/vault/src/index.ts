export { readVaultConfig, type CscClient, type VaultConfig } from './config.js';
export { addMasterKey, listMasterKeys, type MasterKeyFile } from './keys/master-keys.js';
export { createVaultService, type VaultOptions } from './service.js';
