export { readUploadConfig, type UploadConfig } from './config.js';
export { crashPoints } from './crash-points.js';
export { UploadError, type Facts, type Fault, type UploadErrorCode } from './errors.js';
export { createUploadService } from './service.js';
