package io.restitch.engine.event;

/** Where events go: the log, the progress display, the report. Never throws, never blocks long. */
@FunctionalInterface
public interface Events {
  /** Takes one event. */
  void tell(Event event);

  /** Sends every event to each of these. */
  static Events all(Iterable<? extends Events> sinks) {
    return event -> sinks.forEach(sink -> sink.tell(event));
  }
}
