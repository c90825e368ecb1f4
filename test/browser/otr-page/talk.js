// A key exchange and a text each way between two sessions of dist/otr/otr.js, for test/browser/otr-library.test.ts: in Node and in pages as it is.
export function talk({ openSession, generateThrowawayKey }) {
  const open = () => {
    const end = { out: [], texts: [] };
    end.session = openSession({
      key: generateThrowawayKey(),
      policy: { kind: "any" },
      emit(event) {
        if (event.kind === "frame") end.out.push(event.body);
        if (event.kind === "message") end.texts.push(event.text);
      },
    });
    return end;
  };
  const [a, b] = [open(), open()];
  const settle = () => {
    while (a.out.length + b.out.length > 0) {
      for (const frame of a.out.splice(0)) b.session.receive(frame);
      for (const frame of b.out.splice(0)) a.session.receive(frame);
    }
  };
  a.session.send("1", "to b: Grüße");
  settle();
  b.session.send("1", "to a");
  settle();
  return { states: [a.session.state, b.session.state], texts: [a.texts, b.texts] };
}
