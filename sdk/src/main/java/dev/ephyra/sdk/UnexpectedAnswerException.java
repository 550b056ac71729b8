package dev.ephyra.sdk;

import org.jspecify.annotations.Nullable;

/**
 * The status says that the call succeeded, but the answer cannot be read: it is not JSON, lacks what it must have, or is
 * too long. Something that is no such server answers at this address, or a proxy changed the answer. A request that
 * creates something may have taken effect.
 */
public final class UnexpectedAnswerException extends FishjamException {
    UnexpectedAnswerException(ApiCall<?> call, String what, @Nullable Throwable cause) {
        super(call, what, cause);
    }
}
