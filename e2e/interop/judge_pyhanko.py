"""pyHanko as a judge: reads file names on standard input, prints one JSON object a line.

Each object: {"file": ..., "error": null | text, "signatures": [{"field", "intact", "valid", "trusted", "coverage",
"modification", "docmdp"}]}. Usage: judge_pyhanko.py [ROOT.pem ...]
"""
import json
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
roots = list(load_certs_from_pemder(sys.argv[1:])) if len(sys.argv) > 1 else []


def context():
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")


def judge_signature(embedded):
    try:
        if embedded.sig_object.get("/Type", "/Sig") == "/DocTimeStamp":
            status = validate_pdf_timestamp(embedded, validation_context=context())
            docmdp = True
        else:
            status = validate_pdf_signature(embedded, signer_validation_context=context())
            docmdp = status.docmdp_ok
        return {
            "intact": status.intact,
            "valid": status.valid,
            "trusted": status.trusted,
            "coverage": status.coverage.name if status.coverage else None,
            "modification": status.modification_level.name if status.modification_level else None,
            "docmdp": bool(docmdp),
        }
    except Exception as error:  # a judge answers for every file
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def judge(path):
    answers = {}
    for strict in (True, False):
        try:
            with open(path, "rb") as handle:
                reader = PdfFileReader(handle, strict=strict)
                if strict and reader.xrefs.hybrid_xrefs_present:
                    continue  # pyHanko validates hybrid files in its lenient mode only
                answers = {
                    "signatures": [
                        {"field": embedded.field_name, **judge_signature(embedded)}
                        for embedded in reader.embedded_signatures
                    ],
                    "strict": strict,
                    "error": None,
                }
                # What strict reading refuses in the original (dangling references and the like) says nothing about
                # its signatures: ask again, leniently.
                if strict and any("StrictReadError" in s.get("error", "") for s in answers["signatures"]):
                    continue
                return answers
        except Exception as error:
            answers = {"signatures": [], "strict": strict, "error": f"{type(error).__name__}: {error}"[:200]}
    return answers


for line in sys.stdin:
    path = line.strip()
    if path:
        print(json.dumps({"file": path, **judge(path)}), flush=True)
