package dev.ephyra.notify.signature;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.PrettyPrinter;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ways in which one JSON text is commonly written: without blanks, with those of Python, indented; with characters as
 * they are or escaped. A body that was parsed and written again is mostly another of these. Stateless.
 */
final class JsonForms {
    private static final JsonFactory PLAIN = new JsonFactory();
    private static final JsonFactory ESCAPED =
            JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private JsonForms() {}

    /** Every form of {@code body}; none when it is no JSON object or array. */
    static List<byte[]> of(byte[] body) {
        List<byte[]> forms = new ArrayList<>();
        for (JsonFactory factory : List.of(PLAIN, ESCAPED)) {
            for (PrettyPrinter printer : List.of(new MinimalPrettyPrinter(), python(), indented("  "))) {
                try {
                    forms.add(rewritten(body, factory, printer));
                } catch (IOException notJson) {
                    return List.of();
                }
            }
        }
        return forms;
    }

    private static byte[] rewritten(byte[] body, JsonFactory factory, PrettyPrinter printer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length);
        try (JsonParser parser = PLAIN.createParser(body);
                JsonGenerator generator = factory.createGenerator(bytes)) {
            generator.setPrettyPrinter(printer);
            JsonToken token = parser.nextToken();
            if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
                throw new IOException("neither an object nor an array");
            }
            generator.copyCurrentStructureExact(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more than one value");
            }
        }
        return bytes.toByteArray();
    }

    /** {@code {"a": 1, "b": 2}}. */
    private static PrettyPrinter python() {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEntrySpacing(Separators.Spacing.AFTER)
                .withArrayValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(DefaultPrettyPrinter.NopIndenter.instance);
        printer.indentArraysWith(DefaultPrettyPrinter.NopIndenter.instance);
        return printer;
    }

    private static PrettyPrinter indented(String step) {
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator(""));
        printer.indentObjectsWith(new DefaultIndenter(step, "\n"));
        printer.indentArraysWith(new DefaultIndenter(step, "\n"));
        return printer;
    }
}
