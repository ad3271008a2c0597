package io.restitch.cluster.act;

import io.restitch.cluster.api.Answer;
import io.restitch.cluster.api.Api;
import io.restitch.cluster.api.Call;
import io.restitch.cluster.api.Json;
import io.restitch.cluster.api.Problems;
import io.restitch.cluster.fact.ClusterFacts;
import io.restitch.cluster.fact.PublishedCluster;
import io.restitch.core.Names;
import io.restitch.core.problem.ErrorCode;
import io.restitch.core.problem.RestitchException;
import io.restitch.core.workers.JoinToken;
import io.restitch.render.JoinAccess;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bootstrap tokens (kubernetes.io, "Authenticating with Bootstrap Tokens"): one for each machine,
 * for half an hour.
 *
 * <ol>
 *   <li>A token follows from the machine's own and a key of ours, so that a machine that is made
 *       again after a crash gets the same user data, and nobody has to read tokens.
 *   <li>One that is there already, from an earlier try, is made anew: its time starts again.
 *   <li>The key lies in a Secret of ours, made at its first use.
 *   <li>Only tokens with our label are ever deleted.
 * </ol>
 */
public final class JoinTokens {
  private static final int SECRET_LENGTH = 16;
  private static final String OURS = "/api/v1/namespaces/" + Names.SYSTEM + "/secrets";
  private static final String KEY = "restitch-join";
  private static final String TOKENS = "/api/v1/namespaces/kube-system/secrets";

  private final Api api;
  private final InstantSource clock;

  public JoinTokens(Api api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * How a machine joins; its token exists when this returns.
   *
   * @param machineToken its idempotency token, hexadecimal
   * @throws RestitchException {@code BLOCKED} if the cluster publishes nothing to join it by
   */
  public JoinAccess access(String machineToken) {
    PublishedCluster cluster =
        api.ifThere(Call.get(PublishedCluster.PATH, PublishedCluster.SUBJECT))
            .flatMap(answer -> PublishedCluster.of(answer.json()))
            .orElseThrow(() ->
                new RestitchException(
                    ErrorCode.BLOCKED,
                    "machines cannot join: " + PublishedCluster.SUBJECT + " names no server",
                    "`kubeadm init phase bootstrap-token` publishes it; or let machines join"
                        + " by themselves, with workers.join: none"));
    String id = JoinToken.id(machineToken);
    String secret = secret(key(), machineToken);
    make(id, secret);
    String version =
        api.require(Call.get("/version", "version")).json().path("gitVersion").asString("");
    return new JoinAccess(
        cluster.server(),
        cluster.caHash(),
        id + "." + secret,
        version.replaceFirst("^v", "").replaceFirst("[-+].*$", ""),
        cgroupDriver());
  }

  /** What kubeadm gives to each kubelet that joins; systemd is the default (kubeadm 1.22). */
  private String cgroupDriver() {
    return api.ifThere(Call.get(JoiningKubelets.CONFIG, "ConfigMap kubelet-config"))
        .map(answer -> answer.json().at("/data").path("kubelet").asString(""))
        .map(text -> ClusterFacts.entry(text, "cgroupDriver"))
        .orElse("systemd");
  }

  /** Deletes a token of ours; one of somebody else's stays, whatever its id. */
  public void delete(String id) {
    String ours = "?labelSelector=" + Names.JOIN_TOKEN.replace("/", "%2F") + "%3D" + id;
    api.require(Call.delete(TOKENS + ours, "{}", "join token " + id));
  }

  private void make(String id, String secret) {
    Map<String, Object> token =
        Map.of(
            "apiVersion", "v1",
            "kind", "Secret",
            "type", "bootstrap.kubernetes.io/token",
            "metadata",
                Map.of(
                    "name",
                    "bootstrap-token-" + id,
                    "labels",
                    Map.of(Names.PART, Names.PART_JOIN, Names.JOIN_TOKEN, id)),
            "stringData",
                Map.of(
                    "description", "made by restitch for one machine",
                    "token-id", id,
                    "token-secret", secret,
                    "expiration",
                        clock
                            .instant()
                            .plus(JoinToken.LIFE)
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString(),
                    "usage-bootstrap-authentication", "true",
                    "usage-bootstrap-signing", "true",
                    "auth-extra-groups", "system:bootstrappers:kubeadm:default-node-token"));
    if (!post(TOKENS, token, "join token " + id)) {
      delete(id);
      renew(token, id);
    }
  }

  /** One that is there may be at its end: what boots now needs all of its time. */
  private void renew(Map<String, Object> token, String id) {
    if (!post(TOKENS, token, "join token " + id)) {
      throw new RestitchException(
          ErrorCode.CONFLICT,
          "Secret kube-system/bootstrap-token-" + id + " is there, and is not restitch's",
          "the slot's next machine has a token of another name");
    }
  }

  private byte[] key() {
    Optional<byte[]> there = foundKey();
    if (there.isPresent()) {
      return there.get();
    }
    byte[] fresh = new byte[32];
    new SecureRandom().nextBytes(fresh);
    Map<String, Object> secret =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Secret",
            "metadata",
            Map.of("name", KEY, "labels", Map.of(Names.PART, Names.PART_JOIN)),
            "data",
            Map.of("key", Base64.getEncoder().encodeToString(fresh)));
    post(OURS, secret, "Secret " + KEY);
    return foundKey()
        .orElseThrow(() ->
            new RestitchException(
                ErrorCode.TRANSIENT, "Secret " + KEY + " was removed meanwhile", ""));
  }

  private Optional<byte[]> foundKey() {
    return api.ifThere(Call.get(OURS + "/" + KEY, "Secret " + KEY))
        .map(Answer::json)
        .map(tree -> tree.at("/data").path("key").asString(""))
        .filter(text -> !text.isEmpty())
        .map(text -> Base64.getDecoder().decode(text));
  }

  /** Whether it was made; not if it is there already. */
  private boolean post(String path, Map<String, Object> object, String subject) {
    Call call = Call.post(path, Json.write(object), subject);
    Answer answer = api.send(call);
    if (!answer.ok() && answer.code() != 409) {
      throw Problems.of(answer, call);
    }
    return answer.ok();
  }

  /** Sixteen of {@code [a-z0-9]}: some 82 bits that nobody guesses without the key. */
  private static String secret(byte[] key, String machineToken) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] hash = mac.doFinal(machineToken.getBytes(StandardCharsets.UTF_8));
      String digits = "0".repeat(SECRET_LENGTH) + new BigInteger(1, hash).toString(36);
      return digits.substring(digits.length() - SECRET_LENGTH);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
