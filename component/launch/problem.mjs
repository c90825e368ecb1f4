// What a person can do something about: its message is one sentence that says what to do, and is shown without a stack.
export class Problem extends Error {}
