export { readBankidConfig, type BankidConfig } from './config.js';
export { BankidError, type BankidErrorCode } from './errors.js';
export { createBankidService } from './service.js';
