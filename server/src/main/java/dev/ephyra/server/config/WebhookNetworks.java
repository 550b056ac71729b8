package dev.ephyra.server.config;

/** Where webhooks may go; link-local and cloud-metadata addresses are refused by either. */
public enum WebhookNetworks {
    /** Loopback and private addresses too: whoever sets a webhook holds the server token. */
    ALL,
    /** Public addresses only. */
    PUBLIC
}
