import type * as x509 from '@peculiar/x509';

/** The library that writes certificates and requests. */
export type X509 = typeof x509;

/**
 * Loads it when it is first needed: it takes long to load, and a program that starts mostly issues nothing. It needs the
 * metadata API at load time, before anything of it is imported.
 */
export async function loadX509(): Promise<X509> {
  await import('reflect-metadata');
  return import('@peculiar/x509');
}
