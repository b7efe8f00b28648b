/** What to do about a refusal, by its code. Codes that speak for themselves have none. */
const advice: Readonly<Record<string, string>> = {
  'key.passphrase-wrong': 'Give the passphrase that the key file was made with.',
  'key.certificate-mismatch': 'Give the certificate that was issued for this key.',
  'key.malformed': 'Give a PKCS#12 file with --p12, or PEM files with --key and --cert.',
  'key.unsupported': 'Use an RSA, EC (P-256, P-384, P-521) or Ed25519 key, and a digest that fits it.',
  'timestamp.unreachable': 'Check the address, or give --tsa again for a second server to fall back on.',
  'timestamp.no-server': 'Give the address of a time-stamp server with --tsa.',
  'timestamp.refused': 'Ask the authority whether this account and digest are allowed.',
  'timestamp.untrusted': 'Add the root of the time-stamp authority to the folder given with --trust.',
  'revocation.unreachable': 'Try again later; nothing was written.',
  'revocation.unavailable':
    'The certificates name nobody who could be asked: level B-T is as far as this goes.',
  'revocation.revoked': 'Use a certificate that is in force.',
  'pdf.password-required': 'Give the password with --password-file or --password-env.',
  'pdf.password-wrong': 'Give the user or owner password of the document.',
  'pdf.not-a-pdf': 'Check that it is the right file.',
  'pdf.truncated': 'Get the whole file again; its end is missing.',
  'sign.field-not-found': 'Run `segl inspect` to see which fields there are.',
  'sign.field-already-signed': 'Name another field, or leave --field out for a new one.',
  'sign.field-name-taken': 'Name the new field otherwise.',
  'sign.page-not-found': 'Give a page that the document has; -1 is the last one.',
  'sign.docmdp-forbids':
    'Whoever certified the document allows no further signatures; only time-stamps and validation data may be added.',
  'sign.fieldmdp-locked': 'Name a field that no earlier signature locks.',
  'sign.permission-forbids': 'Give the owner password, or ask its author for a document that may be signed.',
  'sign.certification-not-first': 'Leave --certify out: somebody has signed before.',
  'sign.font-unusable':
    'Give a TrueType or OpenType file (.ttf, .otf, .ttc) whose licence lets it be embedded; WOFF is not read.',
  'sign.font-lacks-glyphs': 'Give a font that has these letters with --font FILE; again for more.',
  'sign.image-unusable': 'Give a PNG or a JPEG.',
  'sign.xfa-form': 'Print the form to a plain PDF and sign that.',
  'file.would-overwrite': 'Give another --out, --out-dir or --suffix, or ask for it with --in-place.',
  'file.not-regular': 'Give the name of a file, new or to be replaced; for a folder there is --out-dir.',
};

export const adviceFor = (code: string): string | undefined => advice[code];
