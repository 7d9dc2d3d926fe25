// Where the link leads that shows an e-mail address to be one's own: taken, told, and on to the settings.
import { useEffect, useRef } from "react";
import { Api } from "@/api/api";
import type { Auth } from "@/api/auth";
import { explain } from "@/api/problem";
import { navigate } from "@/app/router";
import { toast } from "@/ui/toast";

export function ConfirmAddress({ auth, token }: { auth: Auth; token: string | null }) {
  const begun = useRef(false); // an effect may run twice, the token is good for one
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const confirm = async () => {
      if (!token) throw new Error("The link is incomplete. Open it again exactly as you received it.");
      const { address } = await new Api(auth).confirmAddress(token);
      toast(`${address ?? ""} is your address now.`);
    };
    confirm()
      .catch((error: unknown) => toast(explain(error), "error"))
      .finally(() => navigate("/settings/profile", "replace"));
  }, [auth, token]);
  return null;
}
