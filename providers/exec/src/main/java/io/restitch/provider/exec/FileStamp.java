package io.restitch.provider.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Tells cheaply that a file may have changed.
 *
 * @param key device and inode, null where the file system has none
 * @param size in bytes
 * @param modified time of the last write
 */
record FileStamp(@Nullable Object key, long size, FileTime modified) {
  static FileStamp of(Path path) throws IOException {
    var attributes = Files.readAttributes(path, BasicFileAttributes.class);
    return new FileStamp(attributes.fileKey(), attributes.size(), attributes.lastModifiedTime());
  }
}
