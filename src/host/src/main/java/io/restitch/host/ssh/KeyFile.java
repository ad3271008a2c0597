package io.restitch.host.ssh;

import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.common.config.keys.AuthorizedKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.jspecify.annotations.Nullable;

/**
 * A file with a private key.
 *
 * @param path the file
 * @param pair the key; null if it has a passphrase or cannot be read
 * @param publicKey its public half, as far as it can be told without a passphrase
 * @param problem why there is no pair; empty if there is one
 */
record KeyFile(Path path, @Nullable KeyPair pair, Optional<PublicKey> publicKey, Problem problem) {
  private static final String MAGIC = "openssh-key-v1\0";

  /** Why a key cannot be used from its file. */
  enum Problem {
    NONE(""),
    PASSPHRASE("has a passphrase"),
    MISSING("does not exist"),
    UNREADABLE("cannot be read as a private key");

    private final String words;

    Problem(String words) {
      this.words = words;
    }

    /** For people, after the file's name. */
    String words() {
      return words;
    }
  }

  /** Reads a key, as far as that goes without a passphrase. */
  static KeyFile read(Path path) {
    AtomicBoolean locked = new AtomicBoolean();
    try (InputStream in = Files.newInputStream(path)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              null,
              new PathResource(path),
              in,
              (session, resource, attempt) -> {
                locked.set(true);
                return null;
              });
      if (pairs != null) {
        for (KeyPair pair : pairs) {
          return new KeyFile(path, pair, Optional.of(pair.getPublic()), Problem.NONE);
        }
      }
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      if (!locked.get() && !Files.exists(path)) {
        return new KeyFile(path, null, publicHalf(path), Problem.MISSING);
      }
    }
    return new KeyFile(
        path, null, publicHalf(path), locked.get() ? Problem.PASSPHRASE : Problem.UNREADABLE);
  }

  /**
   * From the file beside it, or from the key itself: OpenSSH's form encrypts the private half only.
   */
  private static Optional<PublicKey> publicHalf(Path path) {
    Path beside = path.resolveSibling(path.getFileName() + ".pub");
    try {
      if (Files.isRegularFile(beside)) {
        AuthorizedKeyEntry entry =
            AuthorizedKeyEntry.parseAuthorizedKeyEntry(Files.readString(beside).strip());
        return Optional.ofNullable(entry.resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
      }
      return Optional.of(ofContainer(Files.readString(path)));
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /** The public key in an {@code openssh-key-v1} container (OpenSSH, PROTOCOL.key). */
  private static PublicKey ofContainer(String pem) throws IOException, GeneralSecurityException {
    byte[] body = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
    if (!new String(body, 0, MAGIC.length(), StandardCharsets.ISO_8859_1).equals(MAGIC)) {
      throw new StreamCorruptedException("no key of OpenSSH's form");
    }
    ByteArrayBuffer buffer =
        new ByteArrayBuffer(body, MAGIC.length(), body.length - MAGIC.length(), true);
    buffer.getString(); // cipher
    buffer.getString(); // key derivation
    buffer.getBytes(); // its options
    buffer.getInt(); // number of keys
    return buffer.getPublicKey();
  }
}
