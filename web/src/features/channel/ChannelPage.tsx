// One channel: header, messages, composer, and on demand the people in it.
import { useCallback, useEffect, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useChat, useSignedIn } from "@/app/context";
import { isOwn } from "@/state/authorship";
import type { Entry } from "@/state/model";
import { recall, remember } from "@/ui/remember";
import { Composer } from "../messages/Composer";
import { MessageList } from "../messages/MessageList";
import { TypingLine } from "../messages/TypingLine";
import { useCanWrite } from "../shell/rights";
import { useShell } from "../shell/shell_context";
import { ChannelHeader } from "./ChannelHeader";
import { MembersPanel } from "./MembersPanel";

export function ChannelPage({ id }: { id: string }) {
  const { chat } = useSignedIn();
  const { narrow } = useShell();
  const entry = useChat((state) => state.entries[id]) as Entry;
  const [members, setMembers] = useState(() => !narrow && recall("members") === "open");
  const [editing, setEditing] = useState<string | null>(null);
  const canWrite = useCanWrite();
  const channel = entry.channel;
  const hasMembers = channel.kind !== "direct";
  const closeMembers = useCallback(() => setMembers(false), []);

  useEffect(() => {
    void chat.openTimeline(id);
  }, [chat, id]);
  useEffect(() => {
    if (!narrow) remember("members", members ? "open" : "closed");
  }, [members, narrow]);

  const editLast = useCallback(() => {
    const { timelines, me } = chat.store.get();
    const own = timelines[id]?.items.findLast((message) => isOwn(message, me) && !message.deleted);
    if (own) setEditing(own.id);
    return own !== undefined;
  }, [chat, id]);

  return (
    <div className="channel-page">
      <main id="main" className="channel" tabIndex={-1} aria-label="Conversation">
        <ChannelHeader
          channel={channel}
          membersOpen={members}
          onMembers={hasMembers ? () => setMembers(!members) : null}
        />
        <MessageList entry={entry} editing={editing} onEdit={setEditing} />
        <TypingLine channel={id} />
        {canWrite ? (
          <Composer channel={channel} onEditLast={editLast} />
        ) : (
          <p className="composer-closed">You can read here. Writing needs a member’s account.</p>
        )}
      </main>
      {hasMembers && members && !narrow && (
        <aside className="members" aria-label="Members">
          <MembersPanel channel={channel} onClose={closeMembers} />
        </aside>
      )}
      {hasMembers && narrow && (
        <ModalOverlay className="drawer-overlay" isOpen={members} onOpenChange={setMembers} isDismissable>
          <Modal className="drawer drawer-end">
            <Dialog aria-label="Members" className="drawer-dialog members">
              <MembersPanel channel={channel} onClose={closeMembers} />
            </Dialog>
          </Modal>
        </ModalOverlay>
      )}
    </div>
  );
}
