package dev.ephyra.notify.lane;

/**
 * How far a lane has delivered.
 *
 * @param roomSeq the last acknowledged {@code room_seq}; 0 for none
 * @param offset a journal offset before which this lane needs nothing: that of the acknowledged record
 */
public record LanePosition(long roomSeq, long offset) {}
