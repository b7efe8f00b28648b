import { fingerprint } from '../cms/fingerprint.js';
import { PadesError } from '../errors.js';
import type { PdfDocument } from '../pdf/document.js';
import type { IncrementWriter } from '../pdf/increment.js';
import { dict, isArray, name, PdfDict, PdfRef, streamOf, type PdfObject } from '../pdf/objects.js';
import { readSecurityStore, type SecurityStore } from '../pdf/security-store.js';

/** How many items of each kind were added. */
export interface AddedItems {
  readonly certificates: number;
  readonly ocspResponses: number;
  readonly crls: number;
}

const KEYS = { certificates: 'Certs', ocspResponses: 'OCSPs', crls: 'CRLs' } as const;

/**
 * Adds to the document security store what it does not hold yet, each item as a stream of its own. What is there stays,
 * `/VRI` of other programs included; none is made, as EN 319 142-1 §6.3 advises for baseline signatures.
 *
 * @throws PadesError `pdf.malformed` where the document has no catalog.
 */
export function addToSecurityStore(writer: IncrementWriter, data: SecurityStore): AddedItems {
  const view = writer.document.latest;
  const { catalogRef } = view;
  const catalog = catalogRef && writer.current(catalogRef);
  if (!catalogRef || !(catalog instanceof PdfDict))
    throw new PadesError('pdf.malformed', 'The document has no catalog');
  const held = readSecurityStore(view);
  const fresh = {
    certificates: missing(held.certificates, data.certificates),
    ocspResponses: missing(held.ocspResponses, data.ocspResponses),
    crls: missing(held.crls, data.crls),
  };
  const added = {
    certificates: fresh.certificates.length,
    ocspResponses: fresh.ocspResponses.length,
    crls: fresh.crls.length,
  };
  if (added.certificates + added.ocspResponses + added.crls === 0) return added;

  const place = catalog.get('DSS');
  const store = view.dict(place) ?? dict({ Type: name('DSS') });
  const changes: Record<string, PdfObject> = {};
  for (const kind of ['certificates', 'ocspResponses', 'crls'] as const) {
    if (fresh[kind].length === 0) continue;
    const refs = fresh[kind].map((der) => writer.add(streamOf(dict({}), der)));
    const array = store.get(KEYS[kind]);
    const items = view.resolve(array);
    if (array instanceof PdfRef && isArray(items)) writer.set(array, [...items, ...refs]);
    else changes[KEYS[kind]] = [...(isArray(items) ? items : []), ...refs];
  }
  if (place instanceof PdfRef && view.dict(place)) {
    if (Object.keys(changes).length > 0) writer.set(place, store.with(changes));
  } else writer.update(catalogRef, { DSS: writer.add(store.with(changes)) });
  return added;
}

/**
 * Writes the document security store once more where it stands before a signature that it is to serve: verifiers look for
 * validation data in revisions behind the signature, and some see that a store is a new one only by its objects: so one
 * certificate moves to an object of a new number. Returns whether that was needed.
 *
 * @param end Behind the last byte that the newest signature covers.
 */
export function restateSecurityStore(writer: IncrementWriter, end: number): boolean {
  const { document } = writer;
  const view = document.latest;
  const place = view.catalog.get('DSS');
  const store = view.dict(place);
  if (store === undefined) return false;
  const held = readSecurityStore(view);
  const parts = [
    place instanceof PdfRef ? place : view.catalogRef,
    ...Object.values(KEYS).map((key) => store.get(key)),
  ];
  const isBehind = parts.some((part) => part instanceof PdfRef && startOf(document, part.num) >= end);
  if (isBehind) return false;
  const items = view.resolve(store.get(KEYS.certificates));
  const [first] = held.certificates;
  const changed =
    isArray(items) && first !== undefined && items.length === held.certificates.length
      ? store.with({ [KEYS.certificates]: [writer.add(streamOf(dict({}), first)), ...items.slice(1)] })
      : store;
  if (place instanceof PdfRef) writer.set(place, changed);
  else if (view.catalogRef) writer.update(view.catalogRef, { DSS: writer.add(changed) });
  return true;
}

/** Where the newest version of an object stands, or the object stream that holds it. */
function startOf({ latest }: PdfDocument, num: number): number {
  const entry = latest.entry(num);
  const holder = entry?.kind === 'compressed' ? latest.entry(entry.stream) : entry;
  return holder?.kind === 'offset' ? holder.offset : 0;
}

/** Items that are not among those held, each once. */
function missing(held: readonly Uint8Array[], wanted: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Set(held.map(fingerprint));
  return wanted.filter((der) => {
    const key = fingerprint(der);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
