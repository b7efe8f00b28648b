package segl;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.EncryptionAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureAlgorithm;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.pades.PAdESSignatureParameters;
import eu.europa.esig.dss.pades.signature.PAdESService;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.service.tsp.OnlineTSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/**
 * EU DSS as a signer, so that we have its signatures to build upon. Arguments: trust anchor, time-stamp server, key (PKCS#8,
 * RSA or EC, PEM), its certificate and those above it. Reads IN, OUT and level (BASELINE_B to BASELINE_LTA), with tabs
 * between, a line on standard input; prints one JSON object a line. The field is called Signature1.
 */
public final class Sign {
  public static void main(String[] words) throws Exception {
    CertificateToken anchor = DSSUtils.loadCertificate(new File(words[0]));
    OnlineTSPSource stamps = new OnlineTSPSource(words[1]);
    String key = Files.readString(Path.of(words[2]));
    CertificateToken[] chain = new CertificateToken[words.length - 3];
    for (int index = 0; index < chain.length; index++) {
      chain[index] = DSSUtils.loadCertificate(new File(words[index + 3]));
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line; (line = lines.readLine()) != null; ) {
      if (line.isBlank()) {
        continue;
      }
      String[] asked = line.split("\t");
      String error = "null";
      try {
        CommonCertificateVerifier verifier = new CommonCertificateVerifier();
        CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
        trusted.addCertificate(anchor);
        verifier.setTrustedCertSources(trusted);
        verifier.setOcspSource(new OnlineOCSPSource());
        verifier.setCrlSource(new OnlineCRLSource());
        PAdESService service = new PAdESService(verifier);
        service.setTspSource(stamps);
        sign(service, asked[0], asked[1], asked[2], key, chain);
      } catch (Exception problem) {
        error = Judge.text(String.valueOf(problem));
      }
      System.out.println("{\"file\":" + Judge.text(asked[1]) + ",\"error\":" + error + "}");
      System.out.flush();
    }
  }

  private static void sign(
      PAdESService service, String in, String out, String level, String key, CertificateToken[] chain)
      throws Exception {
    PAdESSignatureParameters parameters = new PAdESSignatureParameters();
    parameters.setSignatureLevel(SignatureLevel.valueOf("PAdES_" + level));
    parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
    parameters.setSigningCertificate(chain[0]);
    parameters.setCertificateChain(chain);
    FileDocument document = new FileDocument(in);
    byte[] toBeSigned = service.getDataToSign(document, parameters).getBytes();
    EncryptionAlgorithm encryption = EncryptionAlgorithm.forKey(chain[0].getPublicKey());
    SignatureAlgorithm algorithm = SignatureAlgorithm.getAlgorithm(encryption, DigestAlgorithm.SHA256);
    Signature signature = Signature.getInstance(encryption == EncryptionAlgorithm.ECDSA ? "SHA256withECDSA" : "SHA256withRSA");
    signature.initSign(readKey(key, encryption == EncryptionAlgorithm.ECDSA ? "EC" : "RSA"));
    signature.update(toBeSigned);
    DSSDocument signed = service.signDocument(document, parameters, new SignatureValue(algorithm, signature.sign()));
    signed.save(out);
  }

  private static PrivateKey readKey(String pem, String kind) throws Exception {
    String base64 = pem.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }
}
