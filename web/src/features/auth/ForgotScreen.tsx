import { askForReset } from "@/api/api";
import { recall } from "@/ui/remember";
import { LetterForm } from "./LetterForm";

export function ForgotScreen({ onDone }: { onDone: () => void }) {
  const workspace = recall("workspace") ?? "";
  return (
    <LetterForm
      title="Set a new password"
      lead={
        <>
          For your account in <strong>{workspace}</strong>. The letter goes to the address that you confirmed there; without
          one an administrator can give you a link.
        </>
      }
      send={(address) => askForReset(workspace, address)}
      onLeave={onDone}
    />
  );
}
