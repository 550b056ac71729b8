package dev.ephyra.api;

import java.util.List;
import java.util.Map;

/** A request's body, told apart by its media type. */
public sealed interface RequestBody {
    /** No body, or one of no bytes. */
    record Empty() implements RequestBody {}

    /** {@code application/json} or {@code +json}; not yet parsed. */
    record Json(byte[] bytes) implements RequestBody {}

    /** Urlencoded or multipart, decoded; files are left out. Names may have PHP-like brackets. */
    record Form(Map<String, List<String>> fields) implements RequestBody {}

    /** Any other media type: accepted, and read as no parameters. */
    record Other() implements RequestBody {}

    /** Urlencoded or multipart that could not be decoded. */
    record Malformed() implements RequestBody {}
}
