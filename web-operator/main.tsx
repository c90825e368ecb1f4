// The operator's client: reads its site's configuration, joins desk, storage, alerts and views, and shows what is.
import { render } from "preact";
import { systemClock } from "#browser/clock.ts";
import { openShelf } from "#browser/storage.ts";
import { readSiteConfig } from "./config.ts";
import { Failed } from "./views/failed.tsx";
import { wire } from "./wire.tsx";

const root = document.getElementById("app") as HTMLElement;

async function main(): Promise<void> {
  const config = await readSiteConfig("./config.json");
  if (config === undefined) return render(<Failed onRetry={() => location.reload()} />, root);
  wire({ root, config, clock: systemClock, tab: openShelf("tab", "otterdesk.desk."), browser: openShelf("browser", "otterdesk.operator.") });
}

void main();
