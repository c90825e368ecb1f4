// The frame of every page: head, the library's header, regions, main part.
import type { ComponentChildren, VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Region } from "../config.ts";
import { HiddenToken } from "./parts.tsx";

export interface Frame {
  readonly regions: readonly Region[];
  /** The address that people see, to mark the region they are in. */
  readonly origin: string;
  /** Absent where nobody is signed in. */
  readonly who?: { readonly name: string; readonly library: string; readonly token: string };
}

export interface Page {
  readonly title: string;
  readonly body: VNode;
  /** The island of this page: a script of admin/browser. */
  readonly script?: "keys" | "away" | "preview" | "operators";
  /** Which entry of the navigation this is. */
  readonly here?: "/" | "/operators" | "/records" | "/audit" | "/account";
}

/** The whole document. */
export function writePage(page: Page, frame: Frame): string {
  const document = (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${page.title} · Otterdesk`}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/assets/panel.css" />
        {page.script !== undefined && <script type="module" src={`/assets/${page.script}.js`}></script>}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <Header frame={frame} here={page.here} />
        <main id="main" tabIndex={-1} class={frame.who === undefined ? "narrow" : undefined}>{page.body}</main>
      </body>
    </html>
  );
  return `<!doctype html>${renderToString(document)}`;
}

function Header({ frame, here }: { frame: Frame; here: Page["here"] }) {
  const link = (way: NonNullable<Page["here"]>, text: ComponentChildren) => <a href={way} aria-current={here === way ? "page" : undefined}>{text}</a>;
  return (
    <header class="top">
      <div class="bar">
        <p class="brand"><Mark /> Otterdesk{frame.who !== undefined && <span class="library">{frame.who.library}</span>}</p>
        {frame.regions.length > 0 && <Regions {...frame} />}
        {frame.who !== undefined && (
          <>
            <nav aria-label="Panel" class="main-nav">{link("/", "Overview")}{link("/operators", "Operators")}{link("/records", "Records")}{link("/audit", "Audit log")}{link("/account", "Account")}</nav>
            <form method="post" action="/sign-out" class="who">
              <HiddenToken token={frame.who.token} />
              <button class="quiet">Sign out</button>
            </form>
          </>
        )}
      </div>
    </header>
  );
}

function Regions({ regions, origin }: Pick<Frame, "regions" | "origin">) {
  return (
    <nav aria-label="Regions" class="regions">
      {regions.map(({ name, url }) => <a href={url} aria-current={new URL(url).origin === origin ? "true" : undefined}>{name}</a>)}
    </nav>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path d="M6 4h20a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H15l-7 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4Z" fill="currentColor" />
      <path d="M12 13v-2a4 4 0 0 1 8 0v2m-9 0h10v7H11Z" fill="none" class="mark-lock" stroke-width="2" stroke-linejoin="round" />
    </svg>
  );
}
