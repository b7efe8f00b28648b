export { createSigningService } from './create-signing-service.js';
export { readSigningConfig, type SigningConfig, type SigningSecrets } from './config.js';
export { crashPoints, type CrashPoint } from './crash-points.js';
