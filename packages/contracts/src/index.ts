export * from './common.js';
export * from './errors.js';
export * as upload from './upload.js';
export * as signing from './signing.js';
export * as bankid from './bankid.js';
export * as vault from './vault.js';
export * as trust from './trust.js';
export * as registry from './registry.js';
