package dev.ephyra.component.rtsp;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What an {@link RtspSession} asks for, or has to tell. */
sealed interface RtspOutput {
    /** To be sent over the connection. */
    record Send(byte[] bytes) implements RtspOutput {
        @Override
        public String toString() {
            // A request may carry an answer to a challenge.
            return "Send[" + bytes.length + " bytes]";
        }
    }

    /** PLAY is asked for next: what came to the UDP port before is of no session that there is. */
    record Starting() implements RtspOutput {}

    /**
     * Media come from now on.
     *
     * @param audio what comes beside the video, told from it by its payload type
     * @param serverPorts from which each is sent, the video first, if that is known and they come by UDP
     */
    record Playing(CameraVideo video, Optional<CameraAudio.Opus> audio, List<OptionalInt> serverPorts)
            implements RtspOutput {
        public Playing {
            serverPorts = List.copyOf(serverPorts);
        }
    }

    /** There is audio that is not taken. The reason is for people. */
    record AudioLeftOut(String why) implements RtspOutput {}

    /** A packet of RTP that came inside the connection. */
    record Media(byte[] packet) implements RtspOutput {}

    /** It is over; nothing follows. */
    record Failed(Failure failure) implements RtspOutput {}

    /** Why a session ended. The reason is for people. */
    record Failure(Kind kind, String reason) {}

    /** What may be done about it. */
    enum Kind {
        /** It would end like that again and again. */
        FATAL,
        /** It may go better later. */
        TRANSIENT,
        /** Media do not come by UDP; inside the connection they may. */
        NO_UDP,
        /** It came to grief over the audio; without it, it may not. */
        NO_AUDIO
    }
}
