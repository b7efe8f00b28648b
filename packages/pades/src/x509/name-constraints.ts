import type { Certificate } from './certificate.js';
import { subjectAltNames, type GeneralName, type NameConstraints } from './extensions.js';
import { isUnder } from './name.js';

const EMAIL_ADDRESS = '1.2.840.113549.1.9.1';

/**
 * Whether a certificate's names break the constraints of an issuer above it (RFC 5280 §4.2.1.10). A name of a kind that
 * is constrained but cannot be compared counts as a violation.
 */
export function violatesConstraints(certificate: Certificate, constraints: NameConstraints): boolean {
  return namesOf(certificate).some((name) => {
    const ofKind = (names: readonly GeneralName[]): GeneralName[] =>
      names.filter((constraint) => constraint.kind === name.kind && comparable(constraint, name));
    const excluded = ofKind(constraints.excluded);
    const permitted = ofKind(constraints.permitted);
    return (
      excluded.some((constraint) => matches(name, constraint) !== false) ||
      (permitted.length > 0 && !permitted.some((constraint) => matches(name, constraint) === true))
    );
  });
}

function namesOf(certificate: Certificate): GeneralName[] {
  const names: GeneralName[] = [...subjectAltNames(certificate)];
  if (certificate.subject.rdns.length > 0) names.push({ kind: 'directoryName', value: certificate.subject });
  if (!names.some(({ kind }) => kind === 'email'))
    for (const { oid, value } of certificate.subject.rdns.flat())
      if (oid === EMAIL_ADDRESS) names.push({ kind: 'email', value });
  return names;
}

/** Names of other kinds are told apart by their tag. */
const comparable = (a: GeneralName, b: GeneralName): boolean =>
  a.kind !== 'other' || (b.kind === 'other' && a.tag === b.tag);

/** Whether the name lies in the subtree; undefined where that cannot be told. */
function matches(name: GeneralName, constraint: GeneralName): boolean | undefined {
  if (name.kind === 'directoryName' && constraint.kind === 'directoryName')
    return isUnder(name.value, constraint.value);
  if (name.kind === 'dns' && constraint.kind === 'dns') return underDomain(name.value, constraint.value);
  if (name.kind === 'email' && constraint.kind === 'email') return emailMatches(name.value, constraint.value);
  if (name.kind === 'uri' && constraint.kind === 'uri') return uriMatches(name.value, constraint.value);
  if (name.kind === 'ip' && constraint.kind === 'ip') return ipMatches(name.value, constraint.value);
  return undefined;
}

function underDomain(host: string, domain: string): boolean {
  const name = host.toLowerCase();
  const base = domain.toLowerCase();
  if (base === '') return true;
  return base.startsWith('.') ? name.endsWith(base) : name === base || name.endsWith(`.${base}`);
}

function emailMatches(address: string, constraint: string): boolean {
  const [mailbox = '', host = ''] = address.split('@');
  if (constraint.includes('@')) {
    const [wantedMailbox = '', wantedHost = ''] = constraint.split('@');
    return mailbox === wantedMailbox && host.toLowerCase() === wantedHost.toLowerCase();
  }
  return constraint.startsWith('.')
    ? host.toLowerCase().endsWith(constraint.toLowerCase())
    : host.toLowerCase() === constraint.toLowerCase();
}

function uriMatches(uri: string, constraint: string): boolean | undefined {
  if (!URL.canParse(uri)) return undefined;
  const host = new URL(uri).hostname.toLowerCase();
  const base = constraint.toLowerCase();
  return base.startsWith('.') ? host.endsWith(base) : host === base;
}

function ipMatches(address: Uint8Array, constraint: Uint8Array): boolean | undefined {
  if (constraint.length !== address.length * 2) return undefined;
  return address.every((octet, i) => {
    const mask = constraint[address.length + i] ?? 0;
    return (octet & mask) === ((constraint[i] ?? 0) & mask);
  });
}
