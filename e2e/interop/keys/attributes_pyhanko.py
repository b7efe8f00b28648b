"""Reads the signed attributes (but signer-location, which it does not know) of the first signature of a PDF with pyHanko's own ASN.1 and prints them as one JSON object.

    python3 attributes_pyhanko.py FILE ROOT.pem ...
"""
import json
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

with open(sys.argv[1], "rb") as file:
    embedded = PdfFileReader(file).embedded_signatures[0]
    attributes = {a["type"].native: a["values"] for a in embedded.signer_info["signed_attrs"]}
    context = ValidationContext(
        trust_roots=list(load_certs_from_pemder(sys.argv[2:])), allow_fetching=False, revocation_mode="soft-fail"
    )
    status = validate_pdf_signature(embedded, signer_validation_context=context, ts_validation_context=context)

policy = attributes["signature_policy_identifier"][0].chosen
qualifiers = {q["sig_policy_qualifier_id"].native: q["sig_qualifier"].native for q in policy["sig_policy_qualifiers"]}
content_stamp = status.content_timestamp_validity
roles = attributes["signer_attributes_v2"][0]["claimed_attributes"]
print(
    json.dumps(
        {
            "names": sorted(attributes),
            "policy": policy["sig_policy_id"].dotted,
            "policyHash": policy["sig_policy_hash"]["digest"].native.hex(),
            "qualifiers": qualifiers,
            "commitment": attributes["commitment_type"][0]["commitment_type_id"].dotted,
            "roles": [value.native for role in roles for value in role["values"]],
            "contentTimestamp": content_stamp is not None and content_stamp.intact and content_stamp.valid,
            "signature": status.bottom_line,
        },
        default=str,
    )
)
