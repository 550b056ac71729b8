package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.lane.WebhookUrl.Parsed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookUrlTest {
    @Test
    void takesApartWhatTheDocumentationUses() {
        String text = "http://localhost:5003/webhook";

        assertThat(WebhookUrl.parse(text))
                .isEqualTo(new Parsed.Accepted(new WebhookUrl(text, false, "localhost", 5003, "/webhook")));
    }

    @Test
    void takesApartAddressesQueriesAndDefaults() {
        assertThat(WebhookUrl.parse("https://[::1]?a=b"))
                .isEqualTo(new Parsed.Accepted(new WebhookUrl("https://[::1]?a=b", true, "::1", 443, "/?a=b")));
        assertThat(WebhookUrl.parse("HTTP://my_backend:80"))
                .isEqualTo(new Parsed.Accepted(new WebhookUrl("HTTP://my_backend:80", false, "my_backend", 80, "/")));
    }

    @Test
    void takesWhatReceiversTakeInAPathAndDropsTheFragment() {
        String text = "http://a/x|y{z}%zz#part";

        assertThat(WebhookUrl.parse(text))
                .isEqualTo(new Parsed.Accepted(new WebhookUrl(text, false, "a", 80, "/x|y{z}%zz")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "ftp://a/",
                "http:///p",
                "http:a",
                "http://u:p@a/",
                "http://a:0/",
                "http://a:65536/",
                "http://a:b/",
                "http://a b/",
                "http://[fe80::1%25eth0]/",
                "http://ä/",
                "http://[::1]x/",
                "http://[::1/",
                "http://#a",
                "file:///etc"
            })
    void rejectsWhatCannotBePostedTo(String text) {
        assertThat(WebhookUrl.parse(text)).isInstanceOf(Parsed.Rejected.class);
    }

    @Test
    void everyTruncationIsAcceptedOrRejected() {
        String text = "https://example.org:8443/a/b?c=d#e";
        for (int length = 0; length < text.length(); length++) {
            Parsed parsed = WebhookUrl.parse(text.substring(0, length));
            assertThat(parsed instanceof Parsed.Accepted).isEqualTo(length >= "https://e".length());
        }
    }

    @Property
    void anyTextIsAValueAndAnAcceptedOneIsSafeInARequestLine(@ForAll String text) {
        for (String candidate : new String[] {text, "http://" + text, "http://h/" + text, "http://h:1?" + text}) {
            if (WebhookUrl.parse(candidate) instanceof Parsed.Accepted(WebhookUrl url)) {
                assertThat(url.target()).startsWith("/").doesNotContainAnyWhitespaces();
            }
        }
    }
}
