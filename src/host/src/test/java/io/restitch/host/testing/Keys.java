package io.restitch.host.testing;

import io.restitch.host.ssh.JdkRegistrar;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** Keys, and files with them. */
public final class Keys {
  static {
    JdkRegistrar.install();
  }

  private Keys() {}

  /** A new one of this kind: Ed25519, EC or RSA. */
  public static KeyPair make(String algorithm) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      if (algorithm.equals("EC")) {
        generator.initialize(256);
      } else if (algorithm.equals("RSA")) {
        generator.initialize(2048);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Writes a private key in OpenSSH's form. */
  public static Path write(Path file, KeyPair key) throws Exception {
    return write(file, key, new OpenSSHKeyEncryptionContext());
  }

  /** The same, with a passphrase. */
  public static Path writeLocked(Path file, KeyPair key) throws Exception {
    OpenSSHKeyEncryptionContext locked = new OpenSSHKeyEncryptionContext();
    locked.setPassword("canary-passphrase");
    locked.setCipherType("256");
    locked.setCipherMode("CTR");
    return write(file, key, locked);
  }

  /** As in known_hosts and authorized_keys: kind and key. */
  public static String line(PublicKey key) throws IOException {
    return PublicKeyEntry.toString(key);
  }

  private static Path write(Path file, KeyPair key, OpenSSHKeyEncryptionContext how)
      throws Exception {
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file)) {
      OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(key, "test", how, out);
    }
    return file;
  }
}
