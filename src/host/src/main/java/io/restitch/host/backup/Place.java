package io.restitch.host.backup;

import java.util.Map;

/** Where pieces lie: a folder, here or on another host. */
interface Place {

  /** A file's size and time: while they are the same, so is its content. */
  record Stamp(long sizeBytes, String modified) {}

  /** What people find a file under. */
  String at(String file);

  /** Bytes that can be written there; makes the folder if there is none. */
  long freeBytes();

  /**
   * Keeps a file: whole and on the disk when this returns, or not at all. Only its owner can read
   * it.
   *
   * @param draft its name until it is whole; what a killed writer left under it is replaced
   * @throws io.restitch.core.problem.RestitchException {@code LOCAL_DISK}, {@code UNREACHABLE} or
   *     another that names the place and the way out
   */
  Stored keep(String draft, String file, Content content);

  /** All files there; none if there is no such folder. Drafts are not among them. */
  Map<String, Stamp> files();

  /** A small file's text. */
  String read(String file);

  /** What there is now; reads all of it. */
  Stored sum(String file);

  /** Removes a file; one that is gone is fine. */
  void remove(String file);
}
