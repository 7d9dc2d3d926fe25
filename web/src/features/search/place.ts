// The message that a channel's page shall open at, until it has.
import { useSyncExternalStore } from "react";
import { channelPath, navigate } from "@/app/router";

export interface Place {
  channel: string;
  seq: number;
}

let wanted: Place | null = null;
const listeners = new Set<() => void>();

function want(place: Place | null) {
  wanted = place;
  for (const listener of listeners) listener();
}

export function openPlace(place: Place): void {
  want(place);
  navigate(channelPath(place.channel));
}

export const placeReached = () => want(null);

export function usePlace(channel: string): Place | null {
  const place = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
  return place?.channel === channel ? place : null;
}
