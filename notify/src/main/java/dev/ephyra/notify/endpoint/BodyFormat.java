package dev.ephyra.notify.endpoint;

import java.util.Optional;

/** What the body of a webhook is. */
public enum BodyFormat {
    /** One {@code ServerMessage}, byte for byte as Fishjam sends it; {@code application/x-protobuf}. */
    PROTOBUF("protobuf"),

    /** The same message in the JSON form of proto3; {@code application/json}. */
    JSON("json"),

    /** A JSON object whose member {@code notification} holds the protobuf bytes as text; for receivers of Jellyfish 0.3. */
    FISHJAM_JSON("fishjam-json");

    private final String text;

    BodyFormat(String text) {
        this.text = text;
    }

    /** As the API and the configuration file call it. */
    public String text() {
        return text;
    }

    /** The format called {@code text}. */
    public static Optional<BodyFormat> of(String text) {
        for (BodyFormat format : values()) {
            if (format.text.equals(text)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}
