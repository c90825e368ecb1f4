// The launcher's body; grows in the next commits.
export async function launch(): Promise<void> {}
