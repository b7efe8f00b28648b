import type { Failure } from './failure.js';

/** The job itself could not be prepared: a key that does not open, a certificate that cannot be read. */
export class NotReady extends Error {
  override readonly name = 'NotReady';
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
