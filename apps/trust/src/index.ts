export { readTrustConfig, type TrustConfig } from './config.js';
export { createTrustService } from './service.js';
