package dev.ephyra.server.config;

/**
 * One setting as it took effect.
 *
 * @param value empty when nothing was given and there is no default
 */
public record EffectiveSetting(Setting setting, String value, Origin origin) {
    /** Where the value came from. */
    public sealed interface Origin {
        /** Nobody gave one. */
        record Default() implements Origin {
            @Override
            public String toString() {
                return "default";
            }
        }

        /** An environment variable, by the name that was used. */
        record Variable(String name) implements Origin {
            @Override
            public String toString() {
                return "environment " + name;
            }
        }

        /** A line of the configuration file. */
        record File(String name, int line) implements Origin {
            @Override
            public String toString() {
                return name + ":" + line;
            }
        }
    }

    /** The value as it may be shown: a secret that was given is masked. */
    public String shown() {
        return setting.secret() && !value.isEmpty() ? Secret.MASK : value;
    }
}
