// A page in a browser that is driven by WebDriver: things are found by what assistive technology is told of them, role and name, as the browser itself computes them.
import type { Command, Driver } from "./webdriver.ts";

/** An element as WebDriver writes it: one property, whose value is its id. */
type Element = Readonly<Record<string, string>>;

/** What may have the role; the browser says whether it has. */
const CANDIDATES = {
  button: "button, [role=button], summary",
  textbox: "textarea, input",
  checkbox: "input[type=checkbox]",
  log: "[role=log]",
} as const;

export type Role = keyof typeof CANDIDATES;

/** Visible elements that match, those in open shadow trees too. */
const FIND = `
  const found = [];
  const search = (root) => {
    for (const element of root.querySelectorAll("*")) {
      if (element.matches(arguments[0]) && element.checkVisibility({ visibilityProperty: true })) found.push(element);
      if (element.shadowRoot) search(element.shadowRoot);
    }
  };
  search(document);
  return found;`;

const PATIENCE = 20_000;

export class WebDriverPage {
  constructor(
    readonly driver: Driver,
    readonly handle: string,
    /** The frame in the page that is meant, as a selector. */
    readonly frame?: string,
  ) {}

  static async open(driver: Driver, address: string): Promise<WebDriverPage> {
    const [some] = (await driver.call("GetWindowHandles")) as string[];
    await driver.call("SwitchToWindow", { handle: some }); // the one before may be closed
    const { handle } = (await driver.call("NewWindow", { type: "window" })) as { handle: string };
    const page = new WebDriverPage(driver, handle);
    await page.go(address);
    return page;
  }

  /** The window that opens when this is done. */
  async opens(act: () => Promise<void>): Promise<WebDriverPage> {
    const handles = async () => (await this.driver.call("GetWindowHandles")) as string[];
    const before = await handles();
    await act();
    return this.#until("see a new window", async () => {
      const handle = (await handles()).find((one) => !before.includes(one));
      if (handle === undefined) throw new Error("there is none");
      return new WebDriverPage(this.driver, handle);
    });
  }

  /** The page inside this one's frame. */
  within(frame = "iframe"): WebDriverPage {
    return new WebDriverPage(this.driver, this.handle, frame);
  }

  async go(url: string): Promise<void> {
    await this.driver.call("SwitchToWindow", { handle: this.handle });
    await this.driver.call("Navigate", { url });
  }

  async reload(): Promise<void> {
    await this.driver.call("SwitchToWindow", { handle: this.handle });
    await this.driver.call("Refresh");
  }

  async press(role: Role, name: string | RegExp): Promise<void> {
    await this.#until(`press ${role} "${name}"`, async () => this.#do("ElementClick", await this.#named(role, name)));
  }

  async type(name: string | RegExp, text: string): Promise<void> {
    await this.press("textbox", name); // WebKit lets no other site's frame take the focus before that
    await this.#until(`type into "${name}"`, async () => this.#do("ElementSendKeys", await this.#named("textbox", name), { text }));
  }

  /** As from the clipboard: at once, where WebKit's driver takes a twentieth of a second for each key. */
  async paste(name: string | RegExp, text: string): Promise<void> {
    await this.press("textbox", name);
    await this.#run("document.execCommand('insertText', false, arguments[0])", text);
  }

  /** To what has the focus. */
  async key(value: string): Promise<void> {
    await this.#enter();
    const actions = ["keyDown", "keyUp"].map((type) => ({ type, value }));
    await this.driver.call("PerformActions", { actions: [{ type: "key", id: "keyboard", actions }] });
  }

  /** Waits for the element and gives what stands in it: a field's value, else its visible text. */
  async read(role: Role, name: string | RegExp): Promise<string> {
    return this.#until(`read ${role} "${name}"`, async () => this.#run<string>("return arguments[0].value ?? arguments[0].innerText", await this.#named(role, name)));
  }

  /** In CSS pixels. */
  async height(role: Role, name: string): Promise<number> {
    return this.#run<number>("return arguments[0].offsetHeight", await this.#named(role, name));
  }

  /** Waits until the page shows this text. */
  async sees(text: string): Promise<void> {
    await this.#until(`see "${text}"`, async () => {
      await this.#enter();
      if (!(await this.#run<string>("return document.body.innerText")).includes(text)) throw new Error("it is not there");
    });
  }

  async #enter(): Promise<void> {
    await this.driver.call("SwitchToWindow", { handle: this.handle });
    await this.driver.call("SwitchToFrame", { id: null });
    if (this.frame === undefined) return;
    const [id] = await this.#run<Element[]>(FIND, this.frame);
    if (id === undefined) throw new Error("the frame is not there");
    await this.driver.call("SwitchToFrame", { id });
  }

  async #run<T>(script: string, ...args: unknown[]): Promise<T> {
    return (await this.driver.call("ExecuteScript", { script, args })) as T;
  }

  async #named(role: Role, name: string | RegExp): Promise<Element> {
    await this.#enter();
    const seen: string[] = [];
    for (const element of await this.#run<Element[]>(FIND, CANDIDATES[role])) {
      const label = (await this.#do("GetComputedLabel", element)) as string;
      seen.push(label);
      if (typeof name === "string" ? label === name : name.test(label)) return element;
    }
    throw new Error(`there are ${JSON.stringify(seen)}`);
  }

  #do(command: Command, element: Element, more: object = {}): Promise<unknown> {
    return this.driver.call(command, { id: Object.values(element)[0], ...more });
  }

  async #until<T>(what: string, act: () => Promise<T>): Promise<T> {
    for (const end = Date.now() + PATIENCE; ; ) {
      try {
        return await act();
      } catch (error) {
        if (Date.now() > end) throw new Error(`Cannot ${what}: ${(error as Error).message}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }
}
