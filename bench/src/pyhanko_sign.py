"""pyHanko measured in one process, after one warm-up: pyhanko_sign.py B-B|B-LTA FILE KEY CERTIFICATE CHAIN ROOT RUNS [TSA].

Prints {"milliseconds": median, "peakMiB": ...}. Signing as in its documentation: PdfSigner over an incremental writer,
PAdES subfilter, output to memory; B-LTA fetches validation data and time-stamps itself.
"""
import io
import json
import logging
import resource
import statistics
import sys
import time

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.timestamps import HTTPTimeStamper
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
level, file, key, certificate, chain, root, runs = sys.argv[1:8]
timestamper = HTTPTimeStamper(sys.argv[8]) if len(sys.argv) > 8 else None
signer = SimpleSigner.load(key, certificate, ca_chain_files=[chain] if chain != "-" else [])
roots = list(load_certs_from_pemder([root]))


def sign():
    long_term = level == "B-LTA"
    metadata = PdfSignatureMetadata(
        field_name="Signature1",
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
        embed_validation_info=long_term,
        use_pades_lta=long_term,
        validation_context=ValidationContext(trust_roots=roots, allow_fetching=True) if long_term else None,
    )
    with open(file, "rb") as handle:
        writer = IncrementalPdfFileWriter(handle)
        PdfSigner(metadata, signer, timestamper=timestamper).sign_pdf(writer, output=io.BytesIO())


sign()
took = []
for _ in range(int(runs)):
    began = time.perf_counter()
    sign()
    took.append((time.perf_counter() - began) * 1000)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"milliseconds": statistics.median(took), "peakMiB": peak}))
