// On the page that says that the server is away: loads it again as soon as the server is back.
const EVERY = 4000;

async function look(): Promise<void> {
  try {
    const response = await fetch("/up", { cache: "no-store" });
    if (response.ok) return location.reload();
  } catch {
    // The panel itself is away: look again.
  }
  setTimeout(() => void look(), EVERY);
}

setTimeout(() => void look(), EVERY);
