package dev.ephyra.notify.body;

/** The body of one POST. Owned by the request; nobody writes the bytes. */
public record Body(byte[] bytes, String contentType) {
    public static final String PROTOBUF = "application/x-protobuf";
    public static final String JSON = "application/json";
}
