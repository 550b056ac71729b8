package dev.ephyra.webrtc.ice;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The paths on which the peer has authenticated itself, the longest silent first. Owned by its agent. */
final class VerifiedPaths {
    private final LinkedHashMap<Path, Long> checkedNanos = new LinkedHashMap<>();
    private @Nullable Path selected;

    /** Notes a check; true if the path was not verified before. Beyond the limit the longest silent one goes. */
    boolean checked(Path path, long nowNanos) {
        boolean isNew = checkedNanos.remove(path) == null;
        if (checkedNanos.size() == IceLiteAgent.MAX_PATHS) {
            forgetSilentest();
        }
        checkedNanos.put(path, nowNanos);
        return isNew;
    }

    private void forgetSilentest() {
        Path silentest = checkedNanos.keySet().stream()
                .filter(path -> !path.equals(selected))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("at most one of " + IceLiteAgent.MAX_PATHS + " paths is selected"));
        checkedNanos.remove(silentest);
    }

    /** True if another path, or none, was selected before. */
    boolean select(Path path) {
        boolean isChange = !path.equals(selected);
        selected = path;
        return isChange;
    }

    /** Forgets what was not checked for {@code consentNanos}; true if the selected path was among it. */
    boolean expire(long consentNanos, long nowNanos) {
        boolean lost = false;
        while (!checkedNanos.isEmpty() && nowNanos - checkedNanos.firstEntry().getValue() >= consentNanos) {
            lost |= checkedNanos.pollFirstEntry().getKey().equals(selected);
        }
        if (lost) {
            selected = null;
        }
        return lost;
    }

    boolean contains(Path path) {
        return checkedNanos.containsKey(path);
    }

    boolean isEmpty() {
        return checkedNanos.isEmpty();
    }

    Optional<Path> selected() {
        return Optional.ofNullable(selected);
    }

    Optional<Path> lastChecked() {
        return checkedNanos.isEmpty()
                ? Optional.empty()
                : Optional.of(checkedNanos.lastEntry().getKey());
    }

    OptionalLong longestSilentSinceNanos() {
        return checkedNanos.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(checkedNanos.firstEntry().getValue());
    }
}
