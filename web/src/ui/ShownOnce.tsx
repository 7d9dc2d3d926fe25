import type { ReactNode } from "react";
import { Button } from "./Button";
import { copyText } from "./copy";
import { Dialog, DialogActions } from "./Dialog";
import { Field } from "./Field";

interface Props {
  title: string;
  /** What the value is: "Link", "Key". */
  label: string;
  value: string;
  onClose: () => void;
  children: ReactNode;
}

/** The only time a secret can be seen: the server keeps no more than its hash. */
export function ShownOnce({ title, label, value, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="dialog-body form">
        <p>{children}</p>
        <Field label={label} value={value} isReadOnly rows={3} />
      </div>
      <DialogActions>
        <Button onPress={onClose}>Done</Button>
        <Button look="primary" icon="copy" onPress={() => copyText(value)} autoFocus>
          Copy {label.toLowerCase()}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
