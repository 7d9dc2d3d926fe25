import { useEffect, useState } from "react";
import { useSignedIn } from "@/app/context";
import { useStore } from "@/state/store";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";

const PATIENCE_MS = 1_500; // a blink of the line is nobody's business

/** Says that the server is out of reach, when the next try is, and lets the person try now. */
export function ConnectionBanner() {
  const { chat } = useSignedIn();
  const phase = useStore(chat.connection, (value) => value);
  const down = phase.name !== "online" && phase.name !== "stopped";
  const [shown, setShown] = useState(false);
  const [now, setNow] = useState(Date.now());

  useEffect(() => {
    if (!down) return setShown(false);
    const timer = setTimeout(() => setShown(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [down]);
  useEffect(() => {
    if (!shown) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, [shown]);

  const seconds = phase.name === "waiting" ? Math.max(1, Math.ceil((phase.retryAt - now) / 1000)) : 0;
  return (
    <div role="status" aria-live="polite" className="banner-slot">
      {shown && (
        <div className="banner">
          <Icon name="warning" />
          <span className="banner-text">
            Connection lost. Your messages wait here until it is back.
            <span aria-hidden="true" className="banner-count">
              {phase.name === "waiting" ? ` Next try in ${seconds} s.` : " Connecting…"}
            </span>
          </span>
          <Button look="quiet" onPress={chat.reconnectNow} isDisabled={phase.name !== "waiting"}>
            Reconnect now
          </Button>
        </div>
      )}
    </div>
  );
}
