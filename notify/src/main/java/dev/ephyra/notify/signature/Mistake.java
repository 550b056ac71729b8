package dev.ephyra.notify.signature;

/** What people get wrong with signatures, in words for them. Each one is proven before it is named: undone, it matches. */
public enum Mistake {
    PREFIX_MISSING("the value is right but for its beginning: `sha256=` or `v1,` is missing"),
    UPPERCASE_HEX("the hexadecimal digits are in upper case; they are compared as text and must be lowercase"),
    BASE64_FOR_HEX("the signature is written in base64; this header has lowercase hexadecimal digits"),
    HEX_FOR_BASE64("the signature is written in hexadecimal digits; this header has base64"),
    PADDING_CUT("the `=` at the end of the base64 was cut off"),
    SEVERAL_VALUES("the header has several values joined by commas or blanks, and is compared as one"),
    OTHER_SCHEME("this is the signature of the other header: `x-fishjam-signature-256` covers the body alone,"
            + " `webhook-signature` covers `id.timestamp.body`"),

    PREVIOUS_SECRET("it was made with the previous secret: the sender is changing secrets, and this header has not gone"
            + " over yet"),
    SECRET_DECODED("the key was the decoded base64; for `x-fishjam-signature-256` it is the whole text of the secret,"
            + " with `whsec_`"),
    SECRET_NOT_DECODED("the key was the text of the secret; for `webhook-signature` it is the base64 after `whsec_`,"
            + " decoded"),
    SECRET_PREFIX_CUT("the key was the text after `whsec_`; use the whole text for `x-fishjam-signature-256`, and the"
            + " decoded base64 for `webhook-signature`"),
    SECRET_PREFIX_NOT_GIVEN("the secret you gave lacks its beginning, `whsec_`, which belongs to it"),
    SECRET_QUOTED("the secret you gave has quotes or blanks around it that do not belong to it"),
    SECRET_WITH_NEWLINE("the key ended with a line break; cut it off where the secret is read from a file"),

    NEWLINE_ADDED("a line break was added at the end of the body"),
    NEWLINE_REMOVED("a line break at the end of the body was cut off"),
    LINE_ENDINGS_CHANGED("the line endings of the body were changed (CRLF and LF): take it as bytes, not as text"),
    BOM_ADDED("a byte order mark (EF BB BF) was put before the body"),
    READ_AS_LATIN_1("the body was read as Latin-1 text and written as UTF-8: take it as bytes"),
    WRITTEN_AS_LATIN_1("the body was read as UTF-8 text and written as Latin-1: take it as bytes"),
    BODY_IN_BASE64("the body is in base64, as some gateways hand it on: decode it first"),
    JSON_REWRITTEN(
            "the JSON of the body was parsed and written again: check the raw bytes before anything parses them");

    private final String text;

    Mistake(String text) {
        this.text = text;
    }

    /** One sentence without its full stop. */
    public String text() {
        return text;
    }
}
