// The two audit logs of the workspace; which one is looked at is chosen at the top.
import { useState } from "react";
import type { AuditLogKind } from "@/api/api";
import { AuditLog } from "./AuditLog";
import { AuditRetention } from "./AuditRetention";
import { AuditTrust } from "./AuditTrust";

export function AuditPage() {
  const [log, setLog] = useState<AuditLogKind>("security");
  return (
    <>
      <AuditLog log={log} onChoose={setLog} />
      <AuditTrust log={log} />
      <AuditRetention log={log} />
    </>
  );
}
