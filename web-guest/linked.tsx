// Text with its links; text stays text.
import type { JSX } from "preact";
import { splitLinks } from "#core/links.ts";

export function Linked({ text }: { text: string }): JSX.Element {
  return (
    <>
      {splitLinks(text).map((piece) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </>
  );
}
