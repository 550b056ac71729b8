package dev.ephyra.api;

/** Whether new rooms are taken; not while the server drains. Thread-safe. */
@FunctionalInterface
public interface Admission {
    boolean admitsRooms();
}
