// Handing a chat over: to a colleague who is available, or to another queue where somebody is.
import { useState } from "preact/hooks";
import type { Chat, Working } from "../desk-state.ts";
import { colleagueName } from "../words.ts";
import { Dialog } from "./dialog.tsx";

interface Props {
  readonly chat: Chat;
  readonly desk: Working;
  readonly onChoose: (to: string) => void;
  readonly onClose: () => void;
}

export function TransferDialog({ chat, desk, onChoose, onClose }: Props) {
  const [to, setTo] = useState("");
  const colleagues = [...new Set(desk.queues.flatMap((q) => q.colleagues))].sort();
  // A queue counts this operator too: it takes somebody else to answer there.
  const queues = desk.queues.filter((q) => q.colleagues.length > 0 && q.queue !== chat.card.queue);
  const nobody = colleagues.length === 0 && queues.length === 0;
  const submit = (event: Event) => {
    event.preventDefault();
    if (to !== "") onChoose(to);
  };
  return (
    <Dialog title="Transfer this chat" onClose={onClose}>
      {nobody ? (
        <p>Nobody else is available now.</p>
      ) : (
        <form onSubmit={submit}>
          <p>It rings for the one you choose. Until somebody takes it, it stays yours. What has been said is not handed on; the guest’s new librarian starts with an empty page.</p>
          <Choices legend="A colleague" options={colleagues.map((jid) => ({ value: jid, label: colleagueName(jid) }))} chosen={to} onChoose={setTo} />
          <Choices legend="A queue" options={queues.map((q) => ({ value: q.queue, label: q.title }))} chosen={to} onChoose={setTo} />
          <div class="row">
            <button type="submit" class="primary" aria-disabled={to === ""}>
              Hand over
            </button>
            <button type="button" class="quiet" onClick={onClose}>
              Keep it
            </button>
          </div>
        </form>
      )}
    </Dialog>
  );
}

interface ChoicesProps {
  readonly legend: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly chosen: string;
  readonly onChoose: (value: string) => void;
}

function Choices({ legend, options, chosen, onChoose }: ChoicesProps) {
  if (options.length === 0) return null;
  return (
    <fieldset class="choices">
      <legend>{legend}</legend>
      {options.map(({ value, label }) => (
        <label key={value}>
          <input type="radio" name="to" value={value} checked={chosen === value} onChange={() => onChoose(value)} />
          <bdi>{label}</bdi>
        </label>
      ))}
    </fieldset>
  );
}
