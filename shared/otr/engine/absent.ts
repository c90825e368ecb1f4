// Stands in for what the otr package asks Node for and we never use: `path`, `webworker-threads`, and for its parser (frame.ts is ours).
export default { join: (): string => "", initFragment: (): void => {} };
