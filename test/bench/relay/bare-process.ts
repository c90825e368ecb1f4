// The bare relay as a program of its own, as a component is one: takes server, domain and the two ends as one line of JSON, and says its address when it is connected.
import type { Prosody } from "../../support/prosody.ts";
import { openBareRelay } from "./bare.ts";

const { prosody, name, ends } = JSON.parse(process.argv[2] ?? "") as { prosody: Pick<Prosody, "host" | "componentPort" | "secret">; name: string; ends: [string, string] };
process.stdout.write(`${await openBareRelay(prosody, name, ends)}\n`);
