// On the operators' pages: says that a form is at work, copies what is to be handed over, and leaves no password behind in a page that is left.
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const status = form.querySelector("[role=status]");
    if (status !== null) status.textContent = form.dataset["busy"] ?? "";
    // After the form has been gathered: a button that is switched off before that takes nothing along.
    setTimeout(() => form.querySelectorAll("button").forEach((button) => (button.disabled = true)));
  });
}

const said = document.querySelector("#copied");
for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => void copy(button.dataset["copy"] ?? ""));
}

async function copy(id: string): Promise<void> {
  const field = document.querySelector<HTMLInputElement>(`#${id}`);
  if (field === null || said === null) return;
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = id === "address" ? "The address is copied." : "The password is copied. Once it is handed over, copy something else.";
  } catch {
    field.select();
    said.textContent = "The browser does not let this page copy. The text is selected: copy it with the keyboard.";
  }
}

const password = document.querySelector<HTMLInputElement>("#new-password");
window.addEventListener("pagehide", () => password?.removeAttribute("value"));
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  if (password !== null) return location.replace("/operators");
  document.querySelectorAll<HTMLButtonElement>("form[data-busy] button").forEach((button) => (button.disabled = false));
});
