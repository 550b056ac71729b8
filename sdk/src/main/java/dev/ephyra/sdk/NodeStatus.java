package dev.ephyra.sdk;

/** Whether a server, or its part of a cluster, serves. */
public enum NodeStatus {
    /** It does. */
    UP,
    /** It does not. */
    DOWN,
    /** One that this version of the SDK does not know. */
    UNKNOWN;

    static NodeStatus of(String wire) {
        return Wire.constant(NodeStatus.values(), wire, UNKNOWN);
    }
}
