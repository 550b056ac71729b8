package dev.ephyra.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OriginPolicyTest {
    private static boolean allows(String setting, @Nullable String origin) {
        return policy(setting).allows(origin, "media.example.com:5002");
    }

    private static OriginPolicy policy(String setting) {
        return switch (setting) {
            case "false" -> new OriginPolicy.Any();
            case "true" -> OriginPolicy.ofPublicHost("media.example.com:5002/base");
            case ":conn" -> new OriginPolicy.OfConnection();
            default -> new OriginPolicy.Listed(List.of(setting.split(" ", -1)));
        };
    }

    @Test
    void letsClientsWithoutOriginIn() {
        assertThat(allows("true", null)).isTrue();
        assertThat(allows("https://a.b", null)).isTrue();
    }

    @Test
    void comparesHostOnlyWhenTrue() {
        assertThat(allows("true", "http://MEDIA.example.com:80")).isTrue();
        assertThat(allows("true", "https://media.example.com.evil")).isFalse();
        assertThat(allows("true", "null")).isFalse();
        assertThat(allows("true", "")).isFalse();
        assertThat(allows("false", "https://evil")).isTrue();
    }

    @Test
    void comparesHostAndPortWithTheConnection() {
        assertThat(allows(":conn", "http://media.example.com:5002")).isTrue();
        assertThat(allows(":conn", "http://media.example.com")).isFalse();
        assertThat(allows(":conn", "http://other:5002")).isFalse();
    }

    @Test
    void readsPatterns() {
        String patterns = "https://a.b //c.d:81 //*.e.f";
        assertThat(allows(patterns, "https://a.b")).isTrue();
        assertThat(allows(patterns, "http://a.b")).isFalse();
        assertThat(allows(patterns, "http://c.d:81")).isTrue();
        assertThat(allows(patterns, "http://c.d:82")).isFalse();
        assertThat(allows(patterns, "http://x.e.f:9")).isTrue();
        assertThat(allows(patterns, "http://e.f")).isFalse();
    }

    @Test
    void answersAnyTextAsOrigin() {
        for (String origin :
                new String[] {"//", "://", "http://", "http://[::1", "http://a:99999999999", "a:b:c", "/"}) {
            assertThat(allows("true", origin)).isFalse();
            assertThat(allows("https://x", origin)).isFalse();
        }
    }
}
