import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { Button, IconButton } from "./Button";
import { FormError } from "./Notice";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
  size?: "small" | "wide";
  role?: "dialog" | "alertdialog";
}

export function Dialog({ title, onClose, children, size = "small", role = "dialog" }: DialogProps) {
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} isDismissable className="overlay">
      <Modal className={`modal modal-${size}`}>
        <AriaDialog role={role} className="dialog">
          <header className="dialog-head">
            <Heading slot="title">{title}</Heading>
            <IconButton icon="close" label="Close" onPress={onClose} />
          </header>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogActions({ children }: { children: ReactNode }) {
  return <footer className="dialog-actions">{children}</footer>;
}

interface ConfirmProps {
  title: string;
  children: ReactNode;
  action: string;
  look?: "danger" | "primary";
  busy: boolean;
  error: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that is not easily undone. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, look = "danger", busy, error, onConfirm, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose} role="alertdialog">
      <div className="dialog-body">
        {children}
        <FormError message={error} />
      </div>
      <DialogActions>
        <Button onPress={onClose} autoFocus>
          Cancel
        </Button>
        <Button look={look} onPress={onConfirm} isPending={busy}>
          {action}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
