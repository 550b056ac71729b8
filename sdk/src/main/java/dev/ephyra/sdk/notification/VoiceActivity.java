package dev.ephyra.sdk.notification;

/** Whether a peer speaks. */
public enum VoiceActivity {
    /** Not told, or a status that this version does not know. */
    UNKNOWN,
    /** It does not. */
    SILENCE,
    /** It does. */
    SPEECH
}
