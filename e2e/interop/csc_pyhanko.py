"""Signs a PDF with the vault through pyHanko's CSC client (CSC API 1.0.4), as a demo person, and validates it.

    python3 csc_pyhanko.py BASE_URL CLIENT_FILE

BASE_URL is a running Segl with demo people; CLIENT_FILE is its <data>/vault/csc-demo-client.json. Prints PASS or FAIL a
line; exits 1 when anything failed. Answers the BankID dialog as its forms ask, with the virtual code unit's codes.
"""

import asyncio
import base64
import html
import json
import re
import sys
import urllib.parse
from io import BytesIO

import aiohttp
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject
from pyhanko.sign import fields
from pyhanko.sign.signers import csc_signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.validation import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pyhanko.keys import load_certs_from_pemder_data

base, client_file = sys.argv[1].rstrip("/"), sys.argv[2]
with open(client_file, encoding="utf8") as file:
    client = json.load(file)[0]
redirect_uri = client["redirectUris"][0]
failures = 0


def check(name, passed, detail=""):
    global failures
    print(f"{'PASS' if passed else 'FAIL'} {name}" + ("" if passed else f"\n  {detail}"))
    failures += 0 if passed else 1


async def demo_person(session, sub=None):
    async with session.get(f"{base}/bankid/demo/people") as answer:
        people = (await answer.json())["people"]
    return next(p for p in people if p["bankIdState"] == "active" and sub in (None, p["sub"]))


async def unused_code(session, sub):
    """The code unit's code; one that was used is waited out, as a person would."""
    for _ in range(60):
        unit = (await demo_person(session, sub))["codeUnit"]
        if not unit["used"]:
            return unit["code"]
        await asyncio.sleep(1)
    raise RuntimeError("the code unit shows no new code")


async def fill(session, person, form):
    """Values for a dialog form: hidden fields as they are, the others by what they ask for."""
    values = {}
    for field in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', field)
        if name is None:
            continue
        value = re.search(r'value="([^"]*)"', field)
        asked = name.group(1)
        if 'type="hidden"' in field:
            values[asked] = html.unescape(value.group(1)) if value else ""
        elif "birth" in asked.lower():
            values[asked] = person["birthDate"]
        elif "password" in asked.lower():
            values[asked] = person["password"]
        elif "code" in asked.lower():
            values[asked] = await unused_code(session, person["sub"])
    return values


async def prove(session, person, parameters):
    """Walks from oauth2/authorize through the dialog; the answer's parameters at the client's address."""
    query = {"response_type": "code", "client_id": client["clientId"], "redirect_uri": redirect_uri, **parameters}
    answer = await session.get(f"{base}/vault/csc/v1/oauth2/authorize", params=query, allow_redirects=False)
    for _ in range(40):
        location = answer.headers.get("location")
        if location is not None:
            location = urllib.parse.urljoin(str(answer.url), location)
            if location.startswith(redirect_uri):
                return dict(urllib.parse.parse_qsl(urllib.parse.urlparse(location).query))
            answer = await session.get(location, allow_redirects=False)
            continue
        page = await answer.text()
        back = re.search(r'<a href="(' + re.escape(redirect_uri) + r'[^"]*)"', page)
        if back is not None:
            return dict(urllib.parse.parse_qsl(urllib.parse.urlparse(html.unescape(back.group(1))).query))
        forms = re.findall(r'<form[^>]*action="([^"]+)"[^>]*>(.*?)</form>', page, re.S)
        asking = [form for form in forms if re.search(r'<input(?![^>]*type="hidden")[^>]*name=', form[1])]
        if forms:
            action, form = (asking or forms)[0]
            url = urllib.parse.urljoin(str(answer.url), html.unescape(action))
            headers = {"Origin": base, "Sec-Fetch-Site": "same-origin"}
            data = await fill(session, person, form)
            answer = await session.post(url, data=data, headers=headers, allow_redirects=False)
            continue
        onward = re.search(r'<main.*?<a[^>]*href="([^"]+)"', page, re.S)
        if onward is None:
            raise RuntimeError(f"{answer.status} {answer.url}: {page[:300]}")
        answer = await session.get(
            urllib.parse.urljoin(str(answer.url), html.unescape(onward.group(1))), allow_redirects=False
        )
    raise RuntimeError("the dialog did not end")


async def token(session, person, parameters):
    answer = await prove(session, person, parameters)
    if "code" not in answer:
        raise RuntimeError(f"no code: {answer}")
    form = {
        "grant_type": "authorization_code",
        "code": answer["code"],
        "redirect_uri": redirect_uri,
        "client_id": client["clientId"],
        "client_secret": client["secret"],
    }
    async with session.post(f"{base}/vault/csc/v1/oauth2/token", data=form) as response:
        return await response.json()


class HolderAuthorizes(csc_signer.CSCAuthorizationManager):
    """Each signature is authorized by the holder, for these very hashes (SCAL2, oauth2code)."""

    def __init__(self, session, person, session_info, credential_info):
        super().__init__(session_info, credential_info)
        self.session, self.person = session, person

    async def authorize_signature(self, hash_b64s):
        hashes = [base64.urlsafe_b64encode(base64.b64decode(h)).decode().rstrip("=") for h in hash_b64s]
        parameters = {
            "scope": "credential",
            "credentialID": self.csc_session_info.credential_id,
            "numSignatures": str(len(hashes)),
            "hash": ",".join(hashes),
        }
        answer = await token(self.session, self.person, parameters)
        check("the token of scope credential is a SAD", answer.get("token_type") == "SAD", answer)
        return csc_signer.CSCAuthorizationInfo(sad=answer["access_token"])

    @property
    def auth_headers(self):
        return self.csc_session_info.auth_headers


def blank_page():
    pdf = writer.PdfFileWriter()
    contents = pdf.add_object(generic.StreamObject(stream_data=b""))
    pdf.insert_page(PageObject(contents=contents, media_box=(0, 0, 595, 842)))
    out = BytesIO()
    pdf.write(out)
    out.seek(0)
    return out


async def main():
    # unsafe: cookies of an address without a name, such as 127.0.0.1
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        person = await demo_person(session)
        service = await token(session, person, {"scope": "service"})
        check("the token of scope service is a bearer token", service.get("token_type") == "Bearer", service)
        headers = {"Authorization": f"Bearer {service['access_token']}"}
        async with session.post(f"{base}/vault/csc/v1/credentials/list", json={}, headers=headers) as answer:
            credentials = (await answer.json())["credentialIDs"]
        check("the holder has a credential", len(credentials) > 0, credentials)
        info = csc_signer.CSCServiceSessionInfo(
            service_url=f"{base}/vault", credential_id=credentials[0], oauth_token=service["access_token"], api_ver="v1"
        )
        credential = await csc_signer.fetch_certs_in_csc_credential(session, info)
        check("the credential wants hashes to be named", credential.hash_pinning_required)
        signer = csc_signer.CSCSigner(session, HolderAuthorizes(session, person, info, credential))
        metadata = PdfSignatureMetadata(
            field_name="Signature", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
        )
        out = await PdfSigner(metadata, signer=signer).async_sign_pdf(IncrementalPdfFileWriter(blank_page()))
        async with session.get(f"{base}/trust/anchors", headers={"Accept": "application/x-pem-file"}) as answer:
            anchors = list(load_certs_from_pemder_data(await answer.read()))
        signature = PdfFileReader(BytesIO(out.getvalue())).embedded_signatures[0]
        context = ValidationContext(trust_roots=anchors, other_certs=credential.chain, allow_fetching=False)
        status = await async_validate_pdf_signature(signature, signer_validation_context=context)
        check("the signature is intact", status.intact and status.valid, status.pretty_print_details())
        check("the signer is trusted by Segl's test root", status.trusted, status.pretty_print_details())


asyncio.run(main())
sys.exit(1 if failures else 0)
