// Ctrl+Shift+F: looks through all messages one may read. A combobox whose list is always open.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useId, useRef, useState, type KeyboardEvent } from "react";
import { Dialog as AriaDialog, Modal, ModalOverlay } from "react-aria-components";
import { explain } from "@/api/problem";
import type { SearchHit } from "@/api/types";
import { useSignedIn } from "@/app/context";
import { Button } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { Empty, Failed, Waiting } from "@/ui/Notice";
import { toast } from "@/ui/toast";
import { HitLine } from "./HitLine";
import { openPlace } from "./place";
import { SearchHelp } from "./SearchHelp";
import { useSettled } from "@/ui/use_settled";

const PATIENCE_MS = 250; // between the last key and the question

export function SearchDialog({ onClose }: { onClose: () => void }) {
  const { chat } = useSignedIn();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const listId = useId();
  const list = useRef<HTMLUListElement>(null);
  const asked = useSettled(query.trim(), PATIENCE_MS);
  const found = useInfiniteQuery({
    queryKey: ["search", asked],
    queryFn: ({ pageParam, signal }) => chat.api.search(asked, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => (page.next === null ? undefined : String(page.next)),
    enabled: asked !== "",
    retry: false,
    gcTime: 0, // what was found is not kept beyond the dialog
  });
  const hits = asked && found.data ? found.data.pages.flatMap((page) => page.items) : [];
  const chosen = Math.min(active, hits.length - 1);

  const open = (hit: SearchHit | undefined) => {
    if (!hit) return;
    if (!(hit.channel.id in chat.store.get().entries)) {
      toast(`You are not in ${hit.channel.name}. Join it under “Browse channels” to open it.`);
      return;
    }
    onClose();
    openPlace({ channel: hit.channel.id, seq: hit.message.seq });
  };
  const move = (to: number) => {
    setActive(to);
    list.current?.children[to]?.scrollIntoView({ block: "nearest" });
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || !hits.length) return;
    if (event.key === "ArrowDown") move((chosen + 1) % hits.length);
    else if (event.key === "ArrowUp") move((chosen - 1 + hits.length) % hits.length);
    else if (event.key === "Enter") open(hits[chosen]);
    else return;
    event.preventDefault();
  };

  return (
    <ModalOverlay isOpen onOpenChange={(shown) => !shown && onClose()} isDismissable className="overlay overlay-top">
      <Modal className="modal modal-search">
        <AriaDialog aria-label="Search messages" className="dialog">
          <div className="jump-box">
            <Icon name="search" />
            <input
              autoFocus
              type="text"
              role="combobox"
              aria-label="Search messages"
              aria-expanded="true"
              aria-controls={listId}
              aria-autocomplete="list"
              aria-activedescendant={hits.length ? `${listId}-${chosen}` : undefined}
              placeholder="Words, “phrases”, from:@name, in:#channel …"
              value={query}
              maxLength={400}
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
          <div className="search-body">
            <ul ref={list} id={listId} role="listbox" aria-label="Messages found" className="search-list">
              {hits.map((hit, index) => (
                <li
                  key={hit.message.id}
                  id={`${listId}-${index}`}
                  role="option"
                  aria-selected={index === chosen}
                  className="search-hit"
                  onPointerMove={() => index !== chosen && setActive(index)}
                  onClick={() => open(hit)}
                >
                  <HitLine hit={hit} />
                </li>
              ))}
            </ul>
            {found.hasNextPage && asked && (
              <div className="search-more">
                <Button look="quiet" isPending={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
                  Show more
                </Button>
              </div>
            )}
            {!asked ? (
              <SearchHelp />
            ) : found.isPending ? (
              <Waiting label="Searching…" />
            ) : found.error ? (
              <Failed message={explain(found.error)} onRetry={() => void found.refetch()} />
            ) : (
              !hits.length && !found.hasNextPage && <Empty icon="search" title="No message matches" />
            )}
            {asked && found.data && !found.data.pages.at(-1)?.complete && (
              <p className="search-note">Some messages are still being indexed; search again in a moment to find them.</p>
            )}
          </div>
          <div role="status" className="sr-only">
            {asked && found.data && (hits.length === 1 ? "1 message found" : `${hits.length} messages found`)}
          </div>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
