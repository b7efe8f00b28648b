// The loader of TypeScript does not reach threads by itself.
import { register } from 'tsx/esm/api';

register();
await import('./worker.ts');
