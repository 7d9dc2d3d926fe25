// Ctrl+K: go to a channel or a person by typing part of the name. A combobox whose list is always open.
import { useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Dialog as AriaDialog, Modal, ModalOverlay } from "react-aria-components";
import { explain } from "@/api/problem";
import type { Channel, User } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { channelPath, navigate } from "@/app/router";
import { titleOf } from "@/state/select";
import { Avatar, presenceWords } from "@/ui/Avatar";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";

type Target = { kind: "channel"; channel: Channel } | { kind: "person"; user: User };
const SHOWN = 50;

export function JumpDialog({ onClose, peopleOnly = false }: { onClose: () => void; peopleOnly?: boolean }) {
  const { chat } = useSignedIn();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const [busy, setBusy] = useState(false);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const targets = useTargets(query, peopleOnly);
  const chosen = Math.min(active, targets.length - 1);

  const go = async (target: Target | undefined) => {
    if (!target || busy) return;
    setBusy(true);
    try {
      let id: string;
      if (target.kind === "channel") {
        id = target.channel.id;
      } else {
        const channel = await chat.api.openDirect(target.user.id);
        chat.adopt(channel);
        id = channel.id;
      }
      onClose();
      navigate(channelPath(id));
    } catch (error) {
      toast(explain(error), "error");
      setBusy(false);
    }
  };

  const move = (to: number) => {
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !targets.length) return;
    if (event.key === "ArrowDown") move((chosen + 1) % targets.length);
    else if (event.key === "ArrowUp") move((chosen - 1 + targets.length) % targets.length);
    else if (event.key === "Enter") void go(targets[chosen]);
    else return;
    event.preventDefault();
  };

  const label = peopleOnly ? "Message someone" : "Jump to a channel or person";
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} isDismissable className="overlay overlay-top">
      <Modal className="modal modal-jump">
        <AriaDialog aria-label={label} className="dialog">
          <div className="jump-box">
            <Icon name="search" />
            <input
              autoFocus
              type="text"
              role="combobox"
              aria-label={label}
              aria-expanded="true"
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={targets.length ? `${listId}-${chosen}` : undefined}
              placeholder={peopleOnly ? "Name or username" : "Channel, name or username"}
              value={query}
              onChange={(event) => {
                setQuery(event.target.value);
                setActive(0);
              }}
              onKeyDown={pressed}
              autoComplete="off"
              spellCheck={false}
            />
            <kbd aria-hidden="true">Esc</kbd>
          </div>
          <ul ref={list} id={listId} role="listbox" aria-label="Matches" className="jump-list">
            {targets.map((target, index) => (
              <li
                key={target.kind === "channel" ? target.channel.id : target.user.id}
                id={`${listId}-${index}`}
                role="option"
                aria-selected={index === chosen}
                className="jump-item"
                onPointerMove={() => index !== chosen && setActive(index)}
                onClick={() => void go(target)}
              >
                <TargetLine target={target} />
              </li>
            ))}
          </ul>
          {!targets.length && <p className="jump-none">Nothing matches “{query}”.</p>}
          <div role="status" className="sr-only">
            {targets.length === 1 ? "1 match" : `${targets.length} matches`}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

function TargetLine({ target }: { target: Target }) {
  const presence = useChat((state) =>
    target.kind === "person" ? (state.presence[target.user.id] ?? "offline") : undefined,
  );
  if (target.kind === "person") {
    return (
      <>
        <Avatar user={target.user} size="small" presence={presence} />
        <span className="jump-name">{target.user.display_name}</span>
        <span className="jump-hint">
          @{target.user.username}
          {presence && <span className="sr-only">, {presenceWords[presence]}</span>}
        </span>
      </>
    );
  }
  const { channel } = target;
  return (
    <>
      <Icon name={channel.kind === "private" ? "lock" : "hash"} size={16} />
      <span className="jump-name">{titleOf(channel)}</span>
      <span className="jump-hint">{channel.unread > 0 ? `${channel.unread} unread` : channel.topic}</span>
    </>
  );
}

function useTargets(query: string, peopleOnly: boolean): Target[] {
  const { me } = useSignedIn();
  const entries = useChat((state) => state.entries);
  const users = useChat((state) => state.users);
  return useMemo(() => {
    const found: { target: Target; rank: number; name: string }[] = [];
    const wanted = query.trim().toLowerCase();
    if (!peopleOnly) {
      for (const { channel } of Object.values(entries)) {
        if (channel.kind === "direct") continue;
        const rank = score(channel.name, wanted) - (channel.unread > 0 ? 0.5 : 0);
        if (rank < Infinity) found.push({ target: { kind: "channel", channel }, rank, name: channel.name });
      }
    }
    for (const user of Object.values(users)) {
      if (!user.active || user.id === me.user.id) continue;
      const rank = Math.min(score(user.display_name, wanted), score(user.username, wanted)) + (wanted ? 0 : 1);
      if (rank < Infinity) found.push({ target: { kind: "person", user }, rank, name: user.display_name });
    }
    return found
      .sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name))
      .slice(0, SHOWN)
      .map((match) => match.target);
  }, [entries, users, me.user.id, query, peopleOnly]);
}

/** 0 the name begins so, 1 a word in it does, 2 it contains it, infinity it does not. */
function score(name: string, wanted: string): number {
  const text = name.toLowerCase();
  if (text.startsWith(wanted)) return 0;
  const at = text.indexOf(wanted);
  if (at < 0) return Infinity;
  return /[\s._-]/.test(text[at - 1] ?? "") ? 1 : 2;
}
