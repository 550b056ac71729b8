/** Starts a real Ephyra server for the tests of an application. */
module dev.ephyra.sdk.testing {
    requires transitive dev.ephyra.sdk;
    requires com.google.gson;
    requires static transitive org.junit.jupiter.api;
    requires static transitive org.jspecify;

    exports dev.ephyra.sdk.testing;
}
