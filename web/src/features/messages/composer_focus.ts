// The composer is where the keyboard belongs when nothing else has it.
export const COMPOSER_ID = "composer";

export function focusComposer(): void {
  // After React has taken the dialog or editor away that had the focus.
  setTimeout(() => document.getElementById(COMPOSER_ID)?.focus(), 0);
}
