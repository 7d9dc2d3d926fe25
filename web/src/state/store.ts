// A value that can be watched. Reducers make the next value; components select from it.
import { useSyncExternalStore } from "react";

export class Store<S, A> {
  private listeners = new Set<() => void>();

  constructor(
    private value: S,
    private readonly reducer: (state: S, action: A) => S,
  ) {}

  get = (): S => this.value;

  dispatch = (action: A): void => {
    const next = this.reducer(this.value, action);
    if (next === this.value) return;
    this.value = next;
    for (const listener of [...this.listeners]) listener();
  };

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
}

/** The selector must answer with a value that is identical while nothing it reads has changed. */
export function useStore<S, A, T>(store: Store<S, A>, select: (state: S) => T): T {
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}
