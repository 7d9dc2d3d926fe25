import { toast } from "./toast";

export function copyText(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toast("Copied."),
    () => toast("The browser did not allow copying.", "error"),
  );
}
