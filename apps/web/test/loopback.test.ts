import { describe, expect, it } from 'vitest';
import { isLoopback } from '../src/lib/loopback.js';

describe('an address that a phone cannot reach', () => {
  it.each(['http://localhost:3000', 'http://segl.localhost', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
    'is %s',
    (address) => {
      expect(isLoopback(new URL(address).hostname)).toBe(true);
    },
  );

  it.each(['https://192.168.1.20:3000', 'https://segl.example.no', 'https://localhost.example.no'])(
    'is not %s',
    (address) => {
      expect(isLoopback(new URL(address).hostname)).toBe(false);
    },
  );
});
