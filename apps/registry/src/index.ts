export { createRegistryService } from './service.js';
