// What a place shows when it has nothing, is waiting, or failed.
import type { ReactNode } from "react";
import { Button } from "./Button";
import { Icon, type IconName } from "./Icon";

export function FormError({ message }: { message: string | null | undefined }) {
  return (
    <div role="alert" className="form-alert">
      {message && (
        <p className="notice notice-error">
          <Icon name="warning" />
          <span>{message}</span>
        </p>
      )}
    </div>
  );
}

export function Waiting({ label = "Loading…" }: { label?: string }) {
  return (
    <div className="waiting" role="status">
      <span className="spinner" aria-hidden="true" />
      <span>{label}</span>
    </div>
  );
}

export function Failed({ message, onRetry }: { message: string; onRetry?: () => void }) {
  return (
    <div className="empty" role="alert">
      <Icon name="warning" size={28} />
      <p>{message}</p>
      {onRetry && (
        <Button icon="retry" onPress={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <Icon name={icon} size={28} />
      <p className="empty-title">{title}</p>
      {children}
    </div>
  );
}
