package dev.ephyra.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomWebhookUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:5003/webhook",
                "HTTPS://a/",
                "http://my_service:5000/hook?x=@a/b#c",
                "http://[::1]:80/x",
                "http://[fe80::1]/x",
                "http://127.0.0.1/"
            })
    void takesWhatCanBePostedTo(String url) {
        assertThat(RoomWebhookUrl.isAcceptable(url)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://",
                "http:///x",
                "http://h",
                "http://h:5000",
                "http://h?x/y",
                "http://h#x/y",
                "h/x",
                "//h/x",
                "ftp://h/x",
                "http:/h/x",
                "http://:80/x",
                "http://h:/x",
                "http://h:0/x",
                "http://h:65536/x",
                "http://h:8a/x",
                "http://h:1:2/x",
                "http://@/x",
                "http://user:pass@host/x",
                "http://user@host/x",
                "http://h%41/x",
                "http://[fe80::1%25eth0]/x",
                "http://[]/x",
                "http://[::1/x",
                "http://::1]/x",
                "http://h/a b",
                "http://h/a\nb",
                "http://h/ą",
                "http://h\\x/",
                " http://h/",
                "http://2852039166/x",
                "http://0xa9fea9fe/x",
                "http://0251.0376.0251.0376/x",
                "http://127.1/x"
            })
    void refusesTheRest(String url) {
        assertThat(RoomWebhookUrl.isAcceptable(url)).isFalse();
    }
}
