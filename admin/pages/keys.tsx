// "Manage Off the Record Chat (E2EE)": how the keys stand, and making new ones (the island admin/browser/keys.entry.ts).
// No fingerprint is on this page: nobody needs to see it.
import type { Overview } from "../library/library.ts";
import { ageBadge, describeAge } from "./age.tsx";
import { CoverBadge, CoverButton } from "./overview.tsx";

export interface KeysProps {
  readonly overview: Overview;
  readonly token: string;
  readonly now: number;
}

export function KeysPage({ overview: { key, skins, queues }, token, now }: KeysProps) {
  const operators = [...new Set(queues.flatMap((q) => q.operators))].sort();
  return (
    <>
      <p class="back"><a href="/">Overview</a></p>
      <h1>Off the Record Chat</h1>
      {key !== undefined && (
        <div data-before class="stack">
          <section class="card" aria-labelledby="age">
            <h2 id="age">Your keys {ageBadge(key, now)}</h2>
            <p>{describeAge(key, now)}</p>
          </section>
          {skins.length > 0 && (
            <section class="card" aria-labelledby="covered">
              <h2 id="covered">Your skins</h2>
              <p class="hint">A covered skin chats end-to-end encrypted. Generating new keys covers all of them.</p>
              <ul class="rows">
                {skins.map(({ name, covered }) => (
                  <li><span class="grow">{name}</span><CoverBadge covered={covered} />{!covered && <CoverButton name={name} token={token} back="/keys" />}</li>
                ))}
              </ul>
            </section>
          )}
        </div>
      )}
      <section class="card stack" id="keys" data-token={token} data-operators={operators.join(" ")}>
        <div data-before class="stack">
          <h2>{key === undefined ? "Start with a pair of keys" : "Renew them"}</h2>
          {key === undefined
            ? <p>Your library has no keys yet. They are made here, in your browser, and turn on end-to-end encryption in all your skins at once. Your web pages stay as they are.</p>
            : <p>New keys are made here, in your browser, and take the place of the old ones in all your skins at once. Your web pages stay as they are.</p>}
          <p>You will see a secret once, for your operators. If it gets lost, come back and generate again.</p>
        </div>
        <noscript><p class="notice warn">Keys are made by a script in your browser. Allow scripts for this page to go on.</p></noscript>
      </section>
    </>
  );
}
