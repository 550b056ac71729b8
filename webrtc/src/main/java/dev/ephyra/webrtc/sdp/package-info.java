/** Session descriptions: the grammar with limits, and answers to offers (RFC 8866, RFC 8829, RFC 9143). */
@NullMarked
package dev.ephyra.webrtc.sdp;

import org.jspecify.annotations.NullMarked;
