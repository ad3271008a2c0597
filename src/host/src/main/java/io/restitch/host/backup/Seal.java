package io.restitch.host.backup;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;

/**
 * Encrypts pieces to a recipient in the format of age (age-encryption.org/v1): with the public half
 * of a key only, so that what can be read from here can be opened elsewhere.
 */
final class Seal {
  private final Optional<RecipientStanzaWriter> recipient;

  private Seal(Optional<RecipientStanzaWriter> recipient) {
    this.recipient = recipient;
  }

  /**
   * @param recipient {@code age1…}; empty: nothing is encrypted
   * @throws RestitchException {@code BAD_SETTING} if it is no recipient
   */
  static Seal to(String recipient) {
    if (recipient.isEmpty()) {
      return new Seal(Optional.empty());
    }
    try {
      return new Seal(
          Optional.of(X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient)));
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not the text itself: somebody may have put the secret half of a key there.
      throw new RestitchException(
          ErrorCode.BAD_SETTING,
          "backup.recipient is not an age recipient",
          "give the public key that age-keygen prints, age1…; never the identity");
    }
  }

  /** Whether it encrypts. */
  boolean encrypts() {
    return recipient.isPresent();
  }

  /** What a file is called with it. */
  String named(String file) {
    return encrypts() ? file + ".age" : file;
  }

  /** The same content, encrypted if a recipient was given. */
  Content over(Content plain) {
    if (recipient.isEmpty()) {
      return plain;
    }
    return out -> {
      // Closing writes the last block; what is behind stays open.
      try (OutputStream sealed =
          Channels.newOutputStream(
              new StandardEncryptingChannelFactory()
                  .newEncryptingChannel(
                      Channels.newChannel(new Hashing(out)), List.of(recipient.get())))) {
        plain.writeTo(sealed);
      } catch (GeneralSecurityException e) {
        throw new IOException("cannot encrypt: " + e.getMessage(), e);
      }
    };
  }
}
