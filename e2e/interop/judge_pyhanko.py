"""pyHanko as a judge: reads file names on standard input, prints one JSON object a line. The password of an encrypted
file stands behind its name, after a tab. With --ades every signature is also validated by ETSI EN
319 102-1 as `pyhanko sign adesverify` does (revocation information demanded and fetched): "ades" is the indication, "adesSub" why not.

Each object: {"file": ..., "error": null | text, "signatures": [{"field", "intact", "valid", "trusted", "coverage",
"modification", "docmdp"}]}. Usage: judge_pyhanko.py [--ades] [ROOT.pem ...]
"""
import asyncio
import json
import logging
import sys

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.crypt import AuthStatus
from pyhanko.pdf_utils.generic import encode_pdfdocencoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
with_ades = "--ades" in sys.argv
files = [word for word in sys.argv[1:] if not word.startswith("--")]
roots = list(load_certs_from_pemder(files)) if files else []


def context():
    return ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")


def judge_ades(embedded):
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY
    from pyhanko.sign.general import extract_signer_info
    from pyhanko.sign.validation import ades, generic_cms
    from pyhanko.sign.validation.policy_decl import PdfSignatureValidationSpec, SignatureValidationSpec
    from pyhanko_certvalidator.context import CertValidationPolicySpec
    from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy, FreshnessReqType
    from pyhanko_certvalidator.registry import SimpleTrustManager

    policy = CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=roots),
        revinfo_policy=CertRevTrustPolicy(
            REQUIRE_REVINFO, freshness=None, freshness_req_type=FreshnessReqType.MAX_DIFF_REVOCATION_VALIDATION
        ),
    )
    spec = SignatureValidationSpec(cert_validation_policy=policy)
    try:
        # `adesverify` takes every signature for B-LTA and finds that B-B has no time-stamp and B-T no archive. Each is
        # judged here by the process of EN 319 102-1 that is meant for what it has.
        stamped = any(generic_cms.extract_tst_data_iter(extract_signer_info(embedded.signed_data), signed=False))
        archived = any(
            stamp.signed_revision > embedded.signed_revision for stamp in embedded.reader.embedded_timestamp_signatures
        )
        if stamped and archived:
            pdf_spec = PdfSignatureValidationSpec(signature_validation_spec=spec, diff_policy=DEFAULT_DIFF_POLICY)
            result = asyncio.run(ades.ades_lta_validation(embedded, pdf_spec))
        else:
            process = ades.ades_with_time_validation if stamped else ades.ades_basic_validation
            result = asyncio.run(process(embedded.signed_data, spec, raw_digest=embedded.compute_digest()))
        indication = result.ades_subindic
        passed = indication.status.name == "PASSED"
        return {
            "ades": indication.status.name,
            "adesSub": None if passed else f"{indication.standard_name}: {result.failure_msg}"[:300],
        }
    except Exception as error:
        return {"ades": "ERROR", "adesSub": f"{type(error).__name__}: {error}"[:300]}


def judge_signature(embedded):
    try:
        if embedded.sig_object.get("/Type", "/Sig") == "/DocTimeStamp":
            status = validate_pdf_timestamp(embedded, validation_context=context())
            docmdp = True
        else:
            status = validate_pdf_signature(embedded, signer_validation_context=context())
            docmdp = status.docmdp_ok
        ades = (
            judge_ades(embedded)
            if with_ades and embedded.sig_object.get("/Type", "/Sig") != "/DocTimeStamp"
            else {}
        )
        return {
            **ades,
            "intact": status.intact,
            "valid": status.valid,
            "trusted": status.trusted,
            "coverage": status.coverage.name if status.coverage else None,
            "modification": status.modification_level.name if status.modification_level else None,
            "docmdp": bool(docmdp),
        }
    except Exception as error:  # a judge answers for every file
        return {"error": f"{type(error).__name__}: {error}"[:200]}


def unlock(reader, password):
    # pyHanko takes text as UTF-8, where files of revisions 2 to 4 want PDFDocEncoding.
    if reader.decrypt(password).status == AuthStatus.FAILED and reader.trailer["/Encrypt"]["/R"] <= 4:
        reader.decrypt(encode_pdfdocencoding(password))


def judge(path, password):
    answers = {}
    for strict in (True, False):
        try:
            with open(path, "rb") as handle:
                reader = PdfFileReader(handle, strict=strict)
                if reader.encrypted:
                    unlock(reader, password)
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
    path, _, password = line.rstrip("\r\n").partition("\t")
    if path:
        print(json.dumps({"file": path, **judge(path, password)}), flush=True)
