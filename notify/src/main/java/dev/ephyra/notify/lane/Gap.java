package dev.ephyra.notify.lane;

/**
 * Events that a receiver will not get and is told of with the next one it gets.
 *
 * @param fromSeq the first {@code room_seq}; 0 for no gap
 * @param toSeq the last
 * @param reason why; of the latest if there are several
 */
public record Gap(long fromSeq, long toSeq, Reason reason) {
    /** Nothing to announce. */
    public static final Gap NONE = new Gap(0, 0, Reason.DEAD_LETTER);

    /** Why events are missing. */
    public enum Reason {
        DEAD_LETTER("dead_letter"),
        /** The journal does not hold them any more. */
        EXPIRED("expired");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** As the header says it. */
        public String text() {
            return text;
        }
    }

    /** As {@code x-fishjam-gap} says it; not of {@link #NONE}. */
    public String header() {
        return "seq=" + fromSeq + "-" + toSeq + ";reason=" + reason.text();
    }

    public boolean isNone() {
        return fromSeq == 0;
    }

    /** This one and a later one, as one. */
    Gap and(long nextFromSeq, long nextToSeq, Reason why) {
        return new Gap(isNone() ? nextFromSeq : fromSeq, nextToSeq, why);
    }
}
