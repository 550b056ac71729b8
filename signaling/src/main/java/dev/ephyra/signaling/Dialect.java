package dev.ephyra.signaling;

/** How a peer's media events are written. An {@code sdk_version} in the authentication request tells them apart. */
public enum Dialect {
    /** JSON text; clients of the open-source generation, which send no {@code sdk_version}. */
    JSON,
    /** Protobuf messages; clients that say their {@code sdk_version}. */
    PROTOBUF;

    /** The dialect of a client that said {@code sdkVersion}, empty if it said none. */
    public static Dialect ofSdkVersion(String sdkVersion) {
        return sdkVersion.isEmpty() ? JSON : PROTOBUF;
    }
}
