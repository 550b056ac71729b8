package dev.ephyra.notify.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ephyra.notify.lane.WebhookUrl.Parsed;
import java.net.InetAddress;
import java.util.StringJoiner;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
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
                "http://[localhost]/",
                "http://[1.2.3.4]/",
                "http://2852039166/",
                "http://0xA9FEA9FE/",
                "http://0xa9.0xfe.0xa9.0xfe/",
                "http://0251.0376.0251.0376/",
                "http://169.254.43518/",
                "http://169.254.169.254./",
                "http://127.1/",
                "http://01.2.3.4/",
                "http://1.2.3.256/",
                "http://1.2.3.4.5/",
                "http://0x/",
                "http://a.0x7f/",
                "http://a.1/",
                "file:///etc"
            })
    void rejectsWhatCannotBePostedTo(String text) {
        assertThat(WebhookUrl.parse(text)).isInstanceOf(Parsed.Rejected.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://0.0.0.0/",
                "http://255.255.255.255/",
                "http://192.168.1.10:8080/",
                "http://host1/",
                "http://1host/",
                "http://3.example/",
                "http://0xa.example/",
                "http://[::ffff:169.254.169.254]/",
                "http://[::1]/"
            })
    void takesPlainAddressesAndNamesWithDigits(String text) {
        assertThat(WebhookUrl.parse(text)).isInstanceOf(Parsed.Accepted.class);
    }

    /** What the resolver makes of a host must be what it looks like, for the filter's refusal to be understood. */
    @Property
    void anyHostOfNumbersIsAPlainAddressOrRefused(
            @ForAll @IntRange(min = 1, max = 5) int parts, @ForAll @LongRange(min = 0, max = 1L << 33) long seed) {
        StringJoiner host = new StringJoiner(".");
        for (int part = 0; part < parts; part++) {
            long value = (seed >> (part * 7)) % 300;
            host.add(
                    switch ((int) (seed >> part) & 3) {
                        case 0, 1 -> Long.toString(value);
                        case 2 -> "0x" + Long.toHexString(value);
                        default -> "0" + Long.toOctalString(value);
                    });
        }
        if (WebhookUrl.parse("http://" + host + "/") instanceof Parsed.Accepted(WebhookUrl url)) {
            assertThat(InetAddress.ofLiteral(url.host()).getHostAddress()).isEqualTo(host.toString());
        }
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
