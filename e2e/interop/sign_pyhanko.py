"""Signs a PDF with pyHanko, so that we have somebody else's signature to build upon.

Usage: sign_pyhanko.py IN OUT KEY.pem CERTIFICATE.pem CHAIN.pem ROOT.pem [certify=2|3|none] [tsa=URL] [level=B-B|B-T|B-LT|B-LTA]
       [field=NAME] [digest=sha256|sha384|sha512] [pss=yes]
"""
import sys
from datetime import timedelta

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko.keys import load_certs_from_pemder
from pyhanko_certvalidator import ValidationContext

source, target, key, certificate, chain, root = sys.argv[1:7]
options = dict(word.split("=", 1) for word in sys.argv[7:])
certify = options.get("certify", "none")
level = options.get("level", "B-B")
signer = SimpleSigner.load(key, certificate, ca_chain_files=[chain], prefer_pss="pss" in options)
timestamper = HTTPTimeStamper(options["tsa"]) if "tsa" in options else None
long_term = level in ("B-LT", "B-LTA")
roots = list(load_certs_from_pemder([root]))
metadata = PdfSignatureMetadata(
    field_name=options.get("field", "Foreign"),
    subfilter=SigSeedSubFilter.PADES,
    md_algorithm=options.get("digest", "sha256"),
    name="Foreign Signer",
    certify=certify != "none",
    docmdp_permissions=MDPPerm(int(certify)) if certify != "none" else MDPPerm.FILL_FORMS,
    embed_validation_info=long_term,
    use_pades_lta=level == "B-LTA",
    # Answers are fetched after the moment they are judged at: a second's grace, as it has, is too short for a busy machine.
    validation_context=(
        ValidationContext(trust_roots=roots, allow_fetching=True, time_tolerance=timedelta(minutes=1))
        if long_term
        else None
    ),
)
with open(source, "rb") as handle:
    writer = IncrementalPdfFileWriter(handle, strict=False)
    with open(target, "wb") as out:
        PdfSigner(metadata, signer, timestamper=timestamper).sign_pdf(writer, output=out)
