// `npm start`, once everything is installed and built: runs Prosody, the component and the panel as children until it is told to end.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { addressesFor, LOOPBACK, type Addresses } from "./addresses.ts";
import { makeChild, type Child } from "./child.ts";
import { openDataFolder, newSecrets, readState, writePrivate, writeState, type State } from "./data-folder.ts";
import { demoAccounts, demoFile, describeDemo, makeDemo, readDemo, writeDemo, type Demo } from "./demo.ts";
import { openLogFile } from "./log-file.ts";
import { watchParent } from "./parent.ts";
import { checkPorts, choosePorts, DEFAULT_PORT } from "./ports.ts";
import { Problem } from "./problem.ts";
import { guestsAtOnce, prepareProsody } from "./prosody.ts";

export interface LaunchOptions {
  /** The project's folder. */
  readonly root: string;
  readonly data: string;
  readonly port: number | undefined;
  readonly demo: boolean;
}

/** Resolves to the exit code when everything has ended. */
export async function launch(options: LaunchOptions): Promise<number> {
  const ending = waitForEnd();
  let unlock = (): void => undefined;
  const running: Child[] = [];
  try {
    unlock = openDataFolder(options.data);
    const { children, words } = await prepare(options);
    for (const group of children) {
      running.push(...group);
      const started = await Promise.race([Promise.all(group.map((child) => child.start())), ending]);
      if (typeof started === "string") return 0;
    }
    console.log(`${words}\nready`);
    const why = await ending;
    if (why !== "SIGINT" && why !== "SIGTERM") console.log(why);
    return 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(error.message);
    return 1;
  } finally {
    for (const child of running.reverse()) await child.stop();
    unlock();
  }
}

/** Resolves with the reason to end: a signal, or that the one who started us is gone. */
function waitForEnd(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(signal));
    watchParent(() => resolve("The program that started Otterdesk is gone; ending."));
  });
}

interface Prepared {
  /** Each group is started when the one before is ready. */
  readonly children: readonly (readonly Child[])[];
  /** For the person, when all are ready. */
  readonly words: string;
}

async function prepare(options: LaunchOptions): Promise<Prepared> {
  const before = readState(options.data);
  const state = await nextState(before, options);
  const addresses = addressesFor(state.ports);
  const demo = !state.demo ? undefined : before === undefined ? makeDemo(addresses) : readDemo(options.data, addresses);
  if (demo !== undefined) writeDemo(options.data, demo);
  const prosody = prosodyChild(options, state, addresses, demo !== undefined && before === undefined ? demoAccounts(demo) : []);
  const programs = [programChild(options, "component", componentConfig(options, state, addresses, demo)), programChild(options, "panel", panelConfig(options, state, addresses))];
  writeState(options.data, state); // last: what is not all made is made anew
  const words = before === undefined && demo !== undefined ? describeDemo(demo, options.data) : describeAddresses(addresses, options.data, state.demo);
  return { children: [[prosody], programs], words };
}

async function nextState(before: State | undefined, { port, demo }: LaunchOptions): Promise<State> {
  if (before === undefined) return { version: 1, ports: await choosePorts(port ?? DEFAULT_PORT), secrets: newSecrets(), demo };
  if (port !== undefined && port !== before.ports.guest) return { ...before, ports: await choosePorts(port) };
  await checkPorts(before.ports);
  return before;
}

function describeAddresses({ urls }: Addresses, data: string, hasDemo: boolean): string {
  const signIn = hasDemo ? `  sign-in data: ${demoFile(data)}\n` : "";
  return `\n  guest     ${urls.guest}\n  operator  ${urls.operator}\n  panel     ${urls.panel}\n${signIn}`;
}

const logFor = ({ data }: LaunchOptions, name: string) => openLogFile(join(data, "logs", `${name}.log`));
const notice = (text: string): void => console.error(text);

function prosodyChild(options: LaunchOptions, { ports, secrets }: State, addresses: Addresses, accounts: ReturnType<typeof demoAccounts>): Child {
  const { domain, guestDomain, service, panelDomain, urls } = addresses;
  const run = prepareProsody({
    folder: join(options.data, "prosody"),
    modules: join(options.root, "component/launch/prosody-modules"),
    settings: {
      domain,
      guestDomain,
      service,
      components: [
        { domain: service, secret: secrets.component },
        { domain: panelDomain, secret: secrets.panel },
      ],
      ports,
      origins: [urls.guest, urls.operator].flatMap((url) => [url, url.replace("localhost", LOOPBACK)]),
    },
    accounts,
  });
  return makeChild({ name: "Prosody", log: logFor(options, "prosody"), notice, ...run });
}

function componentConfig({ data, root }: LaunchOptions, { ports, secrets }: State, { domain, service, panelDomain, guestDomain, xmpp }: Addresses, demo: Demo | undefined): object {
  return {
    domain,
    service,
    panelDomain,
    guestDomain,
    xmpp: { host: LOOPBACK, port: ports.component, secret: secrets.component },
    data: join(data, "component"),
    http: { host: LOOPBACK, guestPort: ports.guest, operatorPort: ports.operator, sites: join(root, "dist") },
    websocket: xmpp.websocket,
    atOnce: guestsAtOnce(),
    health: { host: LOOPBACK, port: ports.health },
    accounts: { way: "socket", socket: join(data, "prosody", "prosody.sock"), given: demo?.operators.map(({ jid }) => ({ jid, library: demo.library })) ?? [] },
  };
}

function panelConfig({ data }: LaunchOptions, { ports, secrets, demo }: State, { domain, service, panelDomain, urls }: Addresses): object {
  return {
    domain,
    service,
    panelDomain,
    xmpp: { host: LOOPBACK, port: ports.component, secret: secrets.panel },
    data: join(data, "panel"),
    http: { host: LOOPBACK, port: ports.panel },
    urls,
    regions: [],
    ...(demo && { seed: demoFile(data) }),
  };
}

/** How Node runs them. The panel has little to do at a time: a small heap and no optimising compiler save 7 MB of it. The component relays. */
const FLAGS = { component: [], panel: ["--max-semi-space-size=1", "--no-opt"] };

/** The component or the panel, from dist/; its secrets are in a file, so that no list of processes shows them. */
function programChild(options: LaunchOptions, name: "component" | "panel", config: object): Child {
  const main = join(options.root, "dist", name === "panel" ? "admin" : name, "main.js");
  if (!existsSync(main)) throw new Problem(`${main} is missing: run npm run build and start again.`);
  mkdirSync(join(options.data, name), { recursive: true, mode: 0o700 });
  const file = join(options.data, `${name}.json`);
  writePrivate(file, config);
  return makeChild({
    name: `The ${name}`,
    command: [process.execPath, ...FLAGS[name], main, "--config", file],
    cwd: options.root,
    log: logFor(options, name),
    whenOrphaned: "KILL",
    notice,
  });
}
