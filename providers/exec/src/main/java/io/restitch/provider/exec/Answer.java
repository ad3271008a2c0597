package io.restitch.provider.exec;

/**
 * What a provider process left behind.
 *
 * @param exit its exit status
 * @param output all of its stdout
 * @param lastLog the last line it logged, fit for a message; empty if none
 */
record Answer(int exit, byte[] output, String lastLog) {}
