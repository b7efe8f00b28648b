/** What a wrapped key is bound to. */
export function keyLabel(credentialId: string): string {
  return `vault-key:${credentialId}`;
}
