package segl;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/**
 * Judges files against PDF/A and PDF/UA. Reads a line a file from standard input, "FLAVOUR PATH" (a flavour is as veraPDF names it:
 * 1b, 2a, 3b, ua1, …), and answers each with a line of JSON: file, flavour, compliant, and the rules that failed
 * with the number of places, or an error.
 */
public final class VeraPdf {
  private VeraPdf() {}

  public static void main(String[] arguments) throws Exception {
    Logger.getLogger("").setLevel(Level.OFF);
    VeraGreenfieldFoundryProvider.initialise();
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int space = line.indexOf(' ');
      if (space > 0) out.println(judge(line.substring(0, space), line.substring(space + 1)));
    }
  }

  private static String judge(String flavourName, String path) {
    String head = "{\"file\":" + quote(path) + ",\"flavour\":" + quote(flavourName);
    try (var stream = new FileInputStream(path)) {
      PDFAFlavour flavour = PDFAFlavour.byFlavourId(flavourName);
      if (flavour == PDFAFlavour.NO_FLAVOUR) throw new IllegalArgumentException("No such flavour");
      try (var parser = Foundries.defaultInstance().createParser(stream, flavour);
          var validator = Foundries.defaultInstance().createValidator(flavour, false)) {
        ValidationResult result = validator.validate(parser);
        Map<String, Integer> failed = new TreeMap<>();
        Map<String, String> messages = new TreeMap<>();
        for (TestAssertion assertion : result.getTestAssertions()) {
          if (assertion.getStatus() != TestAssertion.Status.FAILED) continue;
          String rule = assertion.getRuleId().getClause() + "-" + assertion.getRuleId().getTestNumber();
          failed.merge(rule, 1, Integer::sum);
          messages.putIfAbsent(rule, assertion.getMessage() + " @ " + assertion.getLocation().getContext());
        }
        StringBuilder rules = new StringBuilder();
        for (var entry : failed.entrySet()) {
          if (rules.length() > 0) rules.append(',');
          rules.append("{\"rule\":").append(quote(entry.getKey()));
          rules.append(",\"places\":").append(entry.getValue());
          rules.append(",\"message\":").append(quote(messages.get(entry.getKey()))).append('}');
        }
        return head + ",\"compliant\":" + result.isCompliant() + ",\"failed\":[" + rules + "]}";
      }
    } catch (Exception | StackOverflowError error) {
      return head + ",\"error\":" + quote(String.valueOf(error)) + "}";
    }
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int index = 0; index < text.length(); index++) {
      char character = text.charAt(index);
      if (character == '"' || character == '\\') quoted.append('\\').append(character);
      else if (character < 0x20) quoted.append(String.format("\\u%04x", (int) character));
      else quoted.append(character);
    }
    return quoted.append('"').toString();
  }
}
