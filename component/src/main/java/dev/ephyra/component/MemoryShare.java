package dev.ephyra.component;

/** What one component takes of the {@link ComponentMemory}, until it ends. Owned by its thread. */
@FunctionalInterface
public interface MemoryShare {
    /** Of what is no component of a server. */
    MemoryShare UNLIMITED = _ -> {};

    /**
     * Before bytes are filled.
     *
     * @param more positive
     * @throws ComponentFailure if all components together would have too much; nothing is taken then
     */
    void take(long more) throws ComponentFailure;
}
