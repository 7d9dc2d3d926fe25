import type { ReactNode } from "react";
import { Mark } from "@/ui/Icon";

/** The page around every form that is used without being signed in. */
export function AuthFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className="auth">
      <div className="auth-card">
        <div className="auth-brand">
          <Mark size={36} />
          <span>Wardroom</span>
        </div>
        <h1>{title}</h1>
        {lead && <p className="auth-lead">{lead}</p>}
        {children}
      </div>
    </main>
  );
}
