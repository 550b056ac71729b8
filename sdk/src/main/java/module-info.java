/** The Java server SDK of Ephyra, Fishjam and Jellyfish. */
module dev.ephyra.sdk {
    requires transitive java.net.http;
    requires transitive dev.ephyra.wire;
    requires static transitive org.jspecify;
    requires com.google.gson;

    exports dev.ephyra.sdk;
    exports dev.ephyra.sdk.metrics;
    exports dev.ephyra.sdk.notification;
    exports dev.ephyra.sdk.notifier;
    exports dev.ephyra.sdk.webhook;
}
