package dev.ephyra.server.config;

/** The levels of FJ_LOG_LEVEL. */
public enum LogLevel {
    DEBUG,
    INFO,
    WARNING,
    ERROR
}
