// What the server asks of a new password before it looks at how easily it is guessed.
const SHORTEST = 12;

export const newPasswordHint = `At least ${SHORTEST} characters.`;

/** What is wrong with it, if that can be told here. */
export function tooShort(password: string): string | null {
  if ([...password].length >= SHORTEST) return null;
  return `Use at least ${SHORTEST} characters. A few unrelated words work well.`;
}
