import { extendDocument } from '../src/index.js';
import { fixture, ownerPassword } from '../test/pdf/crypt/fixtures.js';
import { kinds, onePage, stream, streamPdf, tablePdf } from '../test/pdf/made-pdfs.js';
import { emptyField, formPdf } from '../test/sign/fixtures.js';
import { stampedNow, type makeWorld } from '../test/support/ltv-world.js';
import { inDays, signerOf } from '../test/support/pki.js';
import { addDocumentTimestamp, addSecurityStore, richPdf, signNew } from '../test/support/signed.js';
import type { Seed } from './seeds.js';

/** Documents of all structures; with forms, signatures, time-stamps and validation data; encrypted and signed. */
export async function madePdfs(
  { world, root, authority, signer: party, tsa }: ReturnType<typeof makeWorld>,
  evidence: { readonly ocsp: Uint8Array; readonly crl: Uint8Array },
): Promise<Seed[]> {
  const signer = signerOf(party);
  const timestamp = stampedNow(tsa);
  const metadata = tablePdf({
    ...onePage,
    1: '<</Type /Catalog /Pages 2 0 R /Metadata 6 0 R /Lang (nb)>>',
    6: stream(
      '<x:xmpmeta><rdf:RDF><rdf:Description pdfaid:part="2" pdfaid:conformance="B"/></rdf:RDF></x:xmpmeta>',
    ),
  });
  const form = formPdf({
    10: emptyField('Sig1', '/Lock <</Action /Include /Fields [(a)] /P 2>>'),
    11: emptyField('Sig2'),
  });
  const once = await signNew(tablePdf(), signer, 'One', { level: 'B-T', timestamp });
  const twice = await signNew(once, signer, 'Two');
  const certified = await signNew(streamPdf(), signer, 'Cert', { certification: 2 });
  const store = addSecurityStore(once, {
    certificates: [authority.certificate, root.certificate],
    ocsps: [evidence.ocsp],
    crls: [evidence.crl],
  });
  const stamped = await addDocumentTimestamp(store, tsa, inDays(0));
  const validation = { resolver: world, trustAnchors: [root.certificate] };
  const archived = await extendDocument(twice, { level: 'B-LTA', timestamp, validation });
  const password = ownerPassword;
  const lockedAndSigned = await signNew(fixture('r4-aes-128'), signer, 'One', { password });
  return [
    ...kinds.map(([name, make]) => ({ name, bytes: make() })),
    { name: 'metadata', bytes: metadata },
    { name: 'form', bytes: form },
    { name: 'once', bytes: once },
    { name: 'twice', bytes: twice },
    { name: 'certified', bytes: certified },
    { name: 'store', bytes: store },
    { name: 'stamped', bytes: stamped },
    { name: 'archived', bytes: Buffer.from(archived.toBytes()) },
    { name: 'rich', bytes: richPdf() },
    { name: 'rich-signed', bytes: await signNew(richPdf(), signer, 'One') },
    { name: 'encrypted-signed', bytes: lockedAndSigned },
  ].map((made) => ({ kind: 'pdf', ...made }));
}
