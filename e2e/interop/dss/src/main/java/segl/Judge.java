package segl;

import eu.europa.esig.dss.diagnostic.PDFRevisionWrapper;
import eu.europa.esig.dss.diagnostic.SignatureWrapper;
import eu.europa.esig.dss.diagnostic.TimestampWrapper;
import eu.europa.esig.dss.enumerations.Indication;
import eu.europa.esig.dss.jaxb.object.Message;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.pades.validation.PDFDocumentValidator;
import eu.europa.esig.dss.service.crl.OnlineCRLSource;
import eu.europa.esig.dss.service.ocsp.OnlineOCSPSource;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;

/**
 * EU DSS as a judge, many files in one virtual machine: reads a file name a line on standard input, behind a tab the password
 * of an encrypted file, and prints one JSON object a line. Arguments: trust anchors.
 */
public final class Judge {
  public static void main(String[] anchors) throws Exception {
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    for (String anchor : anchors) {
      trusted.addCertificate(DSSUtils.loadCertificate(new File(anchor)));
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String file; (file = lines.readLine()) != null; ) {
      if (!file.isBlank()) {
        String[] words = file.split("\t", 2);
        System.out.println(judge(words[0].trim(), words.length > 1 ? words[1] : null, trusted));
        System.out.flush();
      }
    }
  }

  private static String judge(String file, String password, CommonTrustedCertificateSource trusted) {
    try {
      CommonCertificateVerifier verifier = new CommonCertificateVerifier();
      verifier.setTrustedCertSources(trusted);
      verifier.setOcspSource(new OnlineOCSPSource());
      verifier.setCrlSource(new OnlineCRLSource());
      SignedDocumentValidator validator = SignedDocumentValidator.fromDocument(new FileDocument(file));
      validator.setCertificateVerifier(verifier);
      if (password != null && validator instanceof PDFDocumentValidator) {
        ((PDFDocumentValidator) validator).setPasswordProtection(password.toCharArray());
      }
      Reports reports = validator.validateDocument();
      List<String> signatures = new ArrayList<>();
      for (SignatureWrapper signature : reports.getDiagnosticData().getSignatures()) {
        String id = signature.getId();
        Indication indication = reports.getSimpleReport().getIndication(id);
        List<String> messages = new ArrayList<>();
        for (Message message : reports.getSimpleReport().getAdESValidationErrors(id)) {
          messages.add(text(message.getValue()));
        }
        for (Message message : reports.getSimpleReport().getAdESValidationWarnings(id)) {
          messages.add(text(message.getValue()));
        }
        signatures.add(
            "{\"field\":" + text(String.join(",", signature.getSignatureFieldNames()))
                + ",\"format\":" + text(String.valueOf(signature.getSignatureFormat()))
                + ",\"indication\":" + text(String.valueOf(indication))
                + ",\"subIndication\":" + text(String.valueOf(reports.getSimpleReport().getSubIndication(id)))
                + ",\"messages\":[" + String.join(",", messages) + "]}");
      }
      List<String> timestamps = new ArrayList<>();
      for (TimestampWrapper timestamp : reports.getDiagnosticData().getTimestampList()) {
        String id = timestamp.getId();
        timestamps.add(
            "{\"type\":" + text(String.valueOf(timestamp.getType()))
                + ",\"field\":" + text(fieldOf(timestamp))
                + ",\"indication\":" + text(String.valueOf(reports.getSimpleReport().getIndication(id)))
                + ",\"subIndication\":" + text(String.valueOf(reports.getSimpleReport().getSubIndication(id)))
                + ",\"messages\":[" + String.join(",", errorsOf(timestamp, reports)) + "]}");
      }
      return "{\"file\":" + text(file) + ",\"error\":null,\"signatures\":[" + String.join(",", signatures)
          + "],\"timestamps\":[" + String.join(",", timestamps) + "]}";
    } catch (Exception error) {
      return "{\"file\":" + text(file) + ",\"error\":" + text(String.valueOf(error)) + ",\"signatures\":[],\"timestamps\":[]}";
    }
  }

  /** The field of a document time-stamp; nothing where a time-stamp stands in a signature. */
  private static String fieldOf(TimestampWrapper timestamp) {
    PDFRevisionWrapper revision = timestamp.getPDFRevision();
    return revision == null ? "" : String.join(",", revision.getSignatureFieldNames());
  }

  private static List<String> errorsOf(TimestampWrapper timestamp, Reports reports) {
    List<String> messages = new ArrayList<>();
    for (Message message : reports.getSimpleReport().getAdESValidationErrors(timestamp.getId())) {
      messages.add(text(message.getValue()));
    }
    return messages;
  }

  static String text(String value) {
    StringBuilder json = new StringBuilder("\"");
    for (char character : value.toCharArray()) {
      if (character == '"' || character == '\\') {
        json.append('\\').append(character);
      } else if (character < ' ') {
        json.append(' ');
      } else {
        json.append(character);
      }
    }
    return json.append('"').toString();
  }
}
