package dev.ephyra.notify.body;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.ephyra.notify.endpoint.BodyFormat;
import dev.ephyra.notify.lane.Item;
import dev.ephyra.notify.record.MetaEncoder;
import dev.ephyra.wire.ServerMessage;
import dev.ephyra.wire.ServerMessage.NotificationBatch;
import dev.ephyra.wire.delivery.EventMeta;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Notifications to the body of a POST. A function of its arguments: every attempt has the same bytes, so bodies need not be
 * kept while a receiver is down. Thread-safe.
 */
public final class BodyWriter {
    private static final JsonFactory JSON_FACTORY = new JsonFactory();

    private final MetaEncoder encoder;

    /** @param logEpoch of the journal whose records are sent */
    public BodyWriter(UUID logEpoch) {
        this.encoder = new MetaEncoder(logEpoch);
    }

    /**
     * The body of {@code members}: one as itself, more as a batch in their order.
     *
     * @param meta whether protobuf bodies carry field 1000; JSON always does
     * @param replay whether somebody asked for it again
     * @throws IllegalArgumentException for more than one where the format has no batches
     */
    public Body write(BodyFormat format, boolean meta, List<Item> members, boolean replay) {
        return switch (format) {
            case PROTOBUF -> new Body(protobuf(meta, members, replay), Body.PROTOBUF);
            case JSON -> new Body(json(members, replay), Body.JSON);
            case FISHJAM_JSON -> new Body(envelope(only(members), replay), Body.JSON);
        };
    }

    /** To leave out the others would lose them: the answer is taken as that to all. */
    private static Item only(List<Item> members) {
        if (members.size() != 1) {
            throw new IllegalArgumentException("the format has no batches, and there are " + members.size());
        }
        return members.getFirst();
    }

    private byte[] protobuf(boolean meta, List<Item> members, boolean replay) {
        if (members.size() == 1) {
            return one(meta, members.getFirst(), replay);
        }
        List<byte[]> notifications = new ArrayList<>(members.size());
        int size = 0;
        for (Item member : members) {
            byte[] notification = one(meta, member, replay);
            notifications.add(notification);
            size += CodedOutputStream.computeByteArraySize(NotificationBatch.NOTIFICATIONS_FIELD_NUMBER, notification);
        }
        return batch(notifications, size);
    }

    /** Written around the frozen bytes, which are never parsed and encoded again. */
    private static byte[] batch(List<byte[]> notifications, int size) {
        int field = ServerMessage.NOTIFICATION_BATCH_FIELD_NUMBER;
        int head = CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt32SizeNoTag(size);
        byte[] body = new byte[head + size];
        CodedOutputStream out = CodedOutputStream.newInstance(body);
        try {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(size);
            for (byte[] notification : notifications) {
                out.writeByteArray(NotificationBatch.NOTIFICATIONS_FIELD_NUMBER, notification);
            }
            out.checkNoSpaceLeft();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return body;
    }

    private byte[] one(boolean meta, Item member, boolean replay) {
        byte[] notification = member.record().notification();
        return meta ? MetaEncoder.append(notification, meta(member, replay)) : notification;
    }

    private byte[] json(List<Item> members, boolean replay) {
        if (members.size() == 1) {
            return ProtoJson.bytes(message(members.getFirst(), replay));
        }
        NotificationBatch.Builder batch = NotificationBatch.newBuilder();
        members.forEach(member -> batch.addNotifications(message(member, replay)));
        return ProtoJson.bytes(
                ServerMessage.newBuilder().setNotificationBatch(batch).build());
    }

    private ServerMessage message(Item member, boolean replay) {
        return ServerMessage.newBuilder(parsed(member.record().notification()))
                .setMeta(meta(member, replay))
                .build();
    }

    /** What is frozen was written by a version of this program, so it is one message. */
    private static ServerMessage parsed(byte[] notification) {
        try {
            return ServerMessage.parseFrom(notification);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("a notification does not decode: " + e.getMessage(), e);
        }
    }

    private EventMeta meta(Item member, boolean replay) {
        return encoder.meta(member.record(), member.facts(), member.prevSeq(), replay);
    }

    /**
     * The envelope of Jellyfish 0.3, whose receivers encode the text as UTF-8 and decode that. Messages that its SDKs know are
     * valid UTF-8 as long as their ids are short; for any other the text is empty, which decodes to no message at all, and a
     * receiver that knows us finds the bytes beside it.
     */
    private byte[] envelope(Item member, boolean replay) {
        byte[] notification = member.record().notification();
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON_FACTORY.createGenerator(out)) {
            json.writeStartObject();
            Optional<String> text = utf8(notification);
            json.writeStringField("notification", text.orElse(""));
            if (text.isEmpty()) {
                json.writeBinaryField("notificationBase64", notification);
            }
            json.writeFieldName("meta");
            ProtoJson.write(meta(member, replay), json);
            json.writeEndObject();
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return out.toByteArray();
    }

    private static Optional<String> utf8(byte[] bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            return Optional.empty();
        }
    }
}
