package dev.ephyra.sdk.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;

/** A JSON object under construction, in the order of its members. Owned by one thread. */
public final class JsonMembers {
    private final JsonObject object = new JsonObject();

    public JsonMembers with(String name, String value) {
        object.addProperty(name, value);
        return this;
    }

    public JsonMembers with(String name, long value) {
        object.addProperty(name, value);
        return this;
    }

    public JsonMembers with(String name, boolean value) {
        object.addProperty(name, value);
        return this;
    }

    public JsonMembers with(String name, JsonMembers value) {
        object.add(name, value.object);
        return this;
    }

    public JsonMembers with(String name, JsonReader value) {
        object.add(name, value.tree());
        return this;
    }

    public JsonMembers with(String name, List<String> values) {
        JsonArray array = new JsonArray(values.size());
        values.forEach(array::add);
        object.add(name, array);
        return this;
    }

    /** The object as compact JSON text. */
    @Override
    public String toString() {
        return object.toString();
    }
}
