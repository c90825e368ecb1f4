// The namespaces under one name. Each is an export of its own, so that a browser loads those that its page speaks.
export * as NS from "./namespace-names.ts";
