package dev.ephyra.server.rooms;

/** What the loops of rooms need of the outside: the media of peers, and what runs behind components. */
public record RoomPorts(RoomMedia media, RoomComponents components) {
    /** Rooms without either. */
    public static final RoomPorts NONE = new RoomPorts(RoomMedia.NONE, RoomComponents.NONE);
}
