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
      <AuditLog key={`log ${log}`} log={log} onChoose={setLog} />
      <AuditTrust key={`trust ${log}`} log={log} />
      <AuditRetention key={`retention ${log}`} log={log} />
    </>
  );
}
