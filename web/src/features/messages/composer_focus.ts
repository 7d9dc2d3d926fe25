// The composer is where the keyboard belongs when nothing else has it.
export const COMPOSER_ID = "composer";
const PATIENCE_MS = 2_000;

/** Once the dialog or editor that has the focus is gone: the page around it cannot be focused before that. */
export function focusComposer(): void {
  const end = performance.now() + PATIENCE_MS;
  const attempt = () => {
    const composer = document.getElementById(COMPOSER_ID);
    composer?.focus();
    if (composer && document.activeElement !== composer && performance.now() < end) requestAnimationFrame(attempt);
  };
  setTimeout(attempt, 0);
}
