// The few drawings of the page, as inline SVG: no font, no request, and they take the colour of the text.
const PATHS = {
  lock: "M7 10V7a5 5 0 0 1 10 0v3 M5 10h14v10H5z",
  unlock: "M7 10V7a5 5 0 0 1 9.6-2 M5 10h14v10H5z",
  bell: "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z M10 20.5h4",
  gear: "M4 7h9 M17 7h3 M4 17h3 M11 17h9 M13 7a2 2 0 1 0 4 0a2 2 0 1 0-4 0 M7 17a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
  door: "M14 4h5v16h-5 M4 12h10 M10.5 8.5 14 12l-3.5 3.5",
  send: "M4 12 20 4l-5 16-4-6z M11 14l4-5",
  back: "M15 5l-7 7 7 7",
  handover: "M4 8h13 M13.5 4.5 17 8l-3.5 3.5 M20 16H7 M10.5 12.5 7 16l3.5 3.5",
  close: "M6 6l12 12 M18 6 6 18",
  replies: "M4 5h16v11H10l-4 4v-4H4z M8 9h8 M8 12h5",
  alert: "M12 4 2.8 20h18.4z M12 10v4.5 M12 17.2v.3",
  chat: "M4 5h16v11H10l-4 4v-4H4z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round" />
    </svg>
  );
}
