// The page without its site: shown when the configuration cannot be fetched.
export function Failed({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main class="door">
      <div class="door-card">
        <p class="brand">Otterdesk</p>
        <h1>The desk cannot start</h1>
        <p role="alert">Its server does not answer. Please try again in a moment; if that does not help, tell your administrator.</p>
        <button type="button" class="primary" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  );
}
