/** The protobuf contracts of both sockets, of webhooks, and of what Ephyra adds to them; generated. */
module dev.ephyra.wire {
    requires transitive com.google.protobuf;

    exports dev.ephyra.wire;
    exports dev.ephyra.wire.delivery;
    exports dev.ephyra.wire.media;
    exports dev.ephyra.wire.media.peer;
    exports dev.ephyra.wire.media.server;
}
