// One input at a time; what happened is told afterwards, in order, so that a listener may call the session again.

export class Runner<Event> {
  private readonly inputs: (() => void)[] = [];
  private events: Event[] = [];
  private isBusy = false;

  /** `settled` is called after each input, before its events leave; `broken` when an input threw, which nothing a peer sends should do. */
  constructor(
    private readonly emit: (event: Event) => void,
    private readonly settled: () => void,
    private readonly broken: () => void,
  ) {}

  tell(event: Event): void {
    this.events.push(event);
  }

  input(work: () => void): void {
    this.inputs.push(work);
    if (this.isBusy) return;
    this.isBusy = true;
    try {
      for (let next = this.inputs.shift(); next !== undefined; next = this.inputs.shift()) this.handle(next);
    } finally {
      this.isBusy = false;
    }
  }

  private handle(work: () => void): void {
    try {
      work();
    } catch {
      this.broken();
    }
    this.settled();
    const events = this.events;
    this.events = [];
    for (const event of events) this.emit(event);
  }
}
