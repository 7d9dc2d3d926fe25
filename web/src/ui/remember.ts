// Small conveniences kept on this device (never secrets). Storage may be blocked; then nothing is remembered.
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`wardroom.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`wardroom.${key}`, value);
  } catch {
    // Not remembered.
  }
}
