package dev.ephyra.webrtc.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The session part of a description, or what follows the {@code m=} line of a media section. Immutable. */
public final class Section {
    private final int firstLine;
    private final List<SdpLine> lines;

    /** By name: an offer is asked some thirty times for each section, and a section may have hundreds of lines. */
    private final Map<String, List<Attribute>> attributes = new HashMap<>();

    /** @param firstLine the number of its first line in the text, from 1 */
    public Section(int firstLine, List<SdpLine> lines) {
        this.firstLine = firstLine;
        this.lines = List.copyOf(lines);
        for (int i = 0; i < lines.size(); i++) {
            SdpLine line = lines.get(i);
            if (line.type() == 'a') {
                attributes
                        .computeIfAbsent(line.attributeName(), name -> new ArrayList<>(1))
                        .add(new Attribute(line.attributeValue(), firstLine + i));
            }
        }
    }

    /** The number of its first line in the text, from 1. */
    public int firstLine() {
        return firstLine;
    }

    public List<SdpLine> lines() {
        return lines;
    }

    /** All attributes of that name, in order; names are compared with regard to case. */
    public List<Attribute> attributes(String name) {
        return List.copyOf(attributes.getOrDefault(name, List.of()));
    }

    /** The first attribute of that name. */
    public Optional<Attribute> attribute(String name) {
        return attributes.getOrDefault(name, List.of()).stream().findFirst();
    }

    public boolean has(String name) {
        return attributes.containsKey(name);
    }
}
