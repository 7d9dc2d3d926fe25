import { useEffect, useState } from "react";

/** The value once it has stayed the same for a while; an empty one at once. */
export function useSettled(value: string, patience: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), value ? patience : 0);
    return () => clearTimeout(timer);
  }, [value, patience]);
  return value ? settled : value;
}
