package io.restitch.core.action;

import io.restitch.core.condition.Condition;
import io.restitch.core.fact.AttemptFact;
import io.restitch.core.fact.Intent;

/** Effects on the record. */
public sealed interface RecordAction extends Action {

  /** Writes how a phase stands. */
  record RecordCondition(Condition condition) implements RecordAction {
    @Override
    public String key() {
      return "RecordCondition " + condition.phase();
    }

    @Override
    public String describe() {
      return "record " + condition.phase() + " as " + condition.status();
    }
  }

  /** Writes a slot's next attempt, before it is used. */
  record RecordAttempt(String slotKey, AttemptFact attempt) implements RecordAction {
    @Override
    public String key() {
      return "RecordAttempt " + slotKey;
    }

    @Override
    public String describe() {
      return "record attempt %d of slot %s: %s"
          .formatted(attempt.number(), slotKey, attempt.reason());
    }
  }

  /** Changes what the operator wants, on his behalf. */
  record RecordIntent(Intent intent, String why) implements RecordAction {
    @Override
    public String key() {
      return "RecordIntent";
    }

    @Override
    public String describe() {
      return "record intent " + intent + ": " + why;
    }
  }

  /** Saves a Node's body in the record before the Node is deleted and posted again. */
  record SaveNode(String node, String uid) implements RecordAction {
    @Override
    public String key() {
      return "SaveNode " + node;
    }

    @Override
    public String describe() {
      return "save Node " + node;
    }
  }

  /** Drops a saved Node that is back in service. */
  record ForgetNode(String node) implements RecordAction {
    @Override
    public String key() {
      return "ForgetNode " + node;
    }

    @Override
    public String describe() {
      return "drop the saved Node " + node;
    }
  }
}
