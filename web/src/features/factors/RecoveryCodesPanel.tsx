import { Button } from "@/ui/Button";
import { copyText } from "@/ui/copy";

interface Props {
  codes: string[];
  onDone: () => void;
}

/** The only time they can be seen: the server keeps no more than their hashes. */
export function RecoveryCodesPanel({ codes, onDone }: Props) {
  return (
    <div className="form">
      <p>
        Each of these signs you in once when your phone is lost. They are shown now and never again: keep them on paper
        or in a password manager, not on the phone.
      </p>
      <ul className="recovery-codes" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="form-actions">
        <Button icon="copy" onPress={() => copyText(codes.join("\n"))}>
          Copy them
        </Button>
        <Button look="primary" onPress={onDone}>
          I have kept them
        </Button>
      </div>
    </div>
  );
}
