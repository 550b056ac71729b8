package dev.ephyra.webrtc.ice;

import dev.ephyra.webrtc.stun.StunAttribute;
import dev.ephyra.webrtc.stun.StunClass;
import dev.ephyra.webrtc.stun.StunMessage;
import dev.ephyra.webrtc.stun.StunMethod;
import java.util.Optional;

/** Finds out for which connection a check from an unknown address is. Stateless. */
public final class IceUfragReader {
    /** Between receiver's and sender's ufrag in the USERNAME of a check (RFC 8445 section 7.2.2). */
    static final char SEPARATOR = ':';

    private IceUfragReader() {}

    /**
     * Our ufrag in the USERNAME of a Binding request; empty for everything else. It may be forged: it says whom to ask,
     * who alone decides with {@link IceLiteAgent#receive}.
     */
    public static Optional<String> read(byte[] buffer, int offset, int length) {
        return StunMessage.parse(buffer, offset, length) instanceof StunMessage message
                ? read(message)
                : Optional.empty();
    }

    /** As {@link #read(byte[], int, int)}, of a message that was parsed before. */
    public static Optional<String> read(StunMessage message) {
        return message.method() == StunMethod.BINDING && message.messageClass() == StunClass.REQUEST
                ? message.text(StunAttribute.USERNAME).flatMap(IceUfragReader::beforeSeparator)
                : Optional.empty();
    }

    private static Optional<String> beforeSeparator(String username) {
        int end = username.indexOf(SEPARATOR);
        return end > 0 ? Optional.of(username.substring(0, end)) : Optional.empty();
    }
}
