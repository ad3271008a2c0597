package io.restitch.provider.exec.conformance;

/**
 * One rule of the contract and whether the provider keeps it.
 *
 * @param name the rule, in a few words
 * @param passed whether it is kept
 * @param detail what was seen
 * @param remedy what to change in the provider; empty if it passed
 */
public record Check(String name, boolean passed, String detail, String remedy) {}
