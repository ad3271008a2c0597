package io.restitch.host.ssh;

import java.security.Provider;
import java.security.Security;
import java.util.Optional;
import org.apache.sshd.common.util.security.AbstractSecurityProviderRegistrar;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.common.util.security.eddsa.generic.EdDSASupport;

/** Tells sshd-core of {@link JdkEd25519}; before it loads any key, for it asks once. */
public final class JdkRegistrar extends AbstractSecurityProviderRegistrar {
  private JdkRegistrar() {
    super("JdkEd25519");
  }

  /** From now on sshd-core knows Ed25519. */
  public static void install() {
    SecurityUtils.registerSecurityProvider(new JdkRegistrar());
  }

  @Override
  public String getProviderName() {
    return "SunEC";
  }

  @Override
  public Provider getSecurityProvider() {
    return Security.getProvider(getProviderName());
  }

  /** Nothing but {@link #getEdDSASupport}: all else is looked up as usual. */
  @Override
  public boolean isSecurityEntitySupported(Class<?> entity, String name) {
    return false;
  }

  @Override
  public boolean isSupported() {
    return true;
  }

  @Override
  public Optional<EdDSASupport<?, ?>> getEdDSASupport() {
    return Optional.of(new JdkEd25519());
  }
}
