// The messages of one channel. Only what is near the view is in the page; older pages load as the reader nears the top.
import { useVirtualizer, defaultRangeExtractor } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Message } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import type { Entry, Outgoing } from "@/state/model";
import { buildRows, type Row } from "@/state/rows";
import { Button } from "@/ui/Button";
import { useAttention } from "@/ui/hooks";
import { Icon } from "@/ui/Icon";
import { Failed, Waiting } from "@/ui/Notice";
import { dayName } from "@/ui/time";
import { usePlace } from "../search/place";
import { ChannelStart } from "./ChannelStart";
import { DeleteMessageDialog } from "./DeleteMessageDialog";
import { MessageRow, OutgoingRow } from "./MessageRow";
import { NewMessageAnnouncer } from "./NewMessageAnnouncer";
import { focusComposer } from "./composer_focus";
import { useFeedKeys } from "./use_feed_keys";
import { useNewMark } from "./use_new_mark";
import { useStayAtEnd } from "./use_stay_at_end";
import { useOpenPlace } from "./use_open_place";

const none: readonly Outgoing[] = [];
const NEAR_END = 80; // pixels
const NEAR_START = 6; // rows

interface Props {
  entry: Entry;
  editing: string | null;
  onEdit: (message: string | null) => void;
}

export function MessageList(props: Props) {
  const { chat } = useSignedIn();
  const id = props.entry.channel.id;
  const status = useChat((state) => state.timelines[id]?.status ?? "loading");
  const error = useChat((state) => state.timelines[id]?.error ?? null);
  const empty = useChat((state) => !state.timelines[id]?.items.length);

  if (status === "loading" && empty)
    return (
      <div className="messages-wait">
        <Waiting label="Loading messages…" />
      </div>
    );
  if (status === "failed" && empty)
    return (
      <div className="messages-wait">
        <Failed message={error ?? ""} onRetry={() => void chat.openTimeline(id)} />
      </div>
    );
  return <Feed {...props} />;
}

function Feed({ entry, editing, onEdit }: Props) {
  const { chat, me } = useSignedIn();
  const { channel } = entry;
  const timeline = useChat((state) => state.timelines[channel.id]);
  const outbox = useChat((state) => state.outbox[channel.id]) ?? none;
  const items = timeline?.items ?? [];
  const more = timeline?.more ?? false;

  const attention = useAttention();
  const [atEnd, setAtEnd] = useState(true);
  const { newAfter, clearMark } = useNewMark(channel, attention && atEnd);
  const rows = useMemo(
    () => buildRows({ items, outbox, more, me: me.user.id, newAfter }),
    [items, outbox, more, me.user.id, newAfter],
  );

  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const activeIndex = activeKey === null ? -1 : rows.findIndex((row) => row.key === activeKey);
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey,
    overscan: 10,
    paddingStart: 44,
    paddingEnd: 12,
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    // The row that has the keyboard stays in the page wherever the wheel goes.
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      return activeIndex < 0 || indexes.includes(activeIndex)
        ? indexes
        : [...indexes, activeIndex].sort((a, b) => a - b);
    },
    onChange: (instance) => setAtEnd(instance.isAtEnd(NEAR_END)),
  });
  const shown = virtualizer.getVirtualItems();

  // Open at the first new message, else at the end.
  useLayoutEffect(() => {
    const fresh = rows.findIndex((row) => row.kind !== "start" && row.fresh);
    if (fresh >= 0) virtualizer.scrollToIndex(fresh, { align: "start" });
    else virtualizer.scrollToEnd();
    // Once, when the channel is opened.
    // eslint-disable-next-line
  }, []);

  const sought = usePlace(channel.id);
  useStayAtEnd(scroller, !rows.some((row) => row.kind !== "start" && row.fresh), sought !== null);

  const [olderFailed, setOlderFailed] = useState(false);
  const loadOlder = useCallback(() => {
    setOlderFailed(false);
    void chat.loadOlder(channel.id).then((ok) => setOlderFailed(!ok));
  }, [chat, channel.id]);
  const firstShown = shown[0]?.index ?? 0;
  const wantOlder = more && !timeline?.loadingOlder && !olderFailed && firstShown <= NEAR_START;
  useEffect(() => {
    if (wantOlder) loadOlder();
  }, [wantOlder, loadOlder, rows.length]);

  const toEnd = useCallback(() => virtualizer.scrollToEnd(), [virtualizer]);

  // What I send I want to see.
  const sent = outbox.length;
  const sentBefore = useRef(sent);
  useEffect(() => {
    if (sent > sentBefore.current) {
      clearMark();
      toEnd();
    }
    sentBefore.current = sent;
  }, [sent, toEnd, clearMark]);

  useEffect(() => {
    if (attention && atEnd && timeline?.status === "ready") chat.readMarks.mark(channel.id, channel.last_seq);
  }, [attention, atEnd, timeline?.status, chat, channel.id, channel.last_seq]);

  useEffect(() => {
    const index = editing === null ? -1 : rows.findIndex((row) => row.kind === "message" && row.message.id === editing);
    if (index >= 0) virtualizer.scrollToIndex(index, { align: "auto" });
    // Only when editing begins, not with each new row.
    // eslint-disable-next-line
  }, [editing]);

  const [deleting, setDeleting] = useState<Message | null>(null);
  const finishEdit = useCallback(() => {
    onEdit(null);
    focusComposer();
  }, [onEdit]);
  const feed = useFeedKeys({ rows, virtualizer, scroller, activeIndex, setActiveKey, me: me.user.id, onEdit, onDelete: setDeleting });
  useOpenPlace({ channel: channel.id, timeline, rows, loadOlder, focusRow: feed.focusRow });
  const tabStop = activeIndex >= 0 ? activeIndex : shown[shown.length - 1]?.index;

  return (
    <div className="messages">
      <div
        ref={scroller}
        className="messages-scroll"
        role="feed"
        aria-label="Messages"
        aria-busy={timeline?.loadingOlder ?? false}
        onKeyDown={feed.onKeyDown}
      >
        <div className="messages-sizer" style={{ height: virtualizer.getTotalSize() }}>
          {more && (
            <article className="messages-older" aria-label="Older messages">
              {olderFailed ? (
                <Button look="quiet" icon="retry" onPress={loadOlder}>
                  Load older messages
                </Button>
              ) : (
                timeline?.loadingOlder && <Waiting label="Loading older messages…" />
              )}
            </article>
          )}
          {shown.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <div
                key={item.key}
                data-index={item.index}
                ref={virtualizer.measureElement}
                className="messages-row"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === "start" ? (
                  <ChannelStart channel={channel} />
                ) : (
                  <>
                    {row.day && <DayHeading at={row.day} />}
                    {row.fresh && <NewHeading />}
                    {row.kind === "message" ? (
                      <MessageRow
                        message={row.message}
                        grouped={row.grouped}
                        position={item.index + 1}
                        tabStop={item.index === tabStop}
                        active={item.index === activeIndex}
                        editing={row.message.id === editing}
                        onFocus={() => setActiveKey(row.key)}
                        onEdit={onEdit}
                        onEditDone={finishEdit}
                        onDelete={setDeleting}
                      />
                    ) : (
                      <OutgoingRow channel={channel.id} item={row.item} grouped={row.grouped} position={item.index + 1} />
                    )}
                  </>
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!atEnd && (
        <Button className="to-latest" icon="down" onPress={toEnd}>
          {channel.unread > 0 ? `${channel.unread} new` : "Jump to latest"}
        </Button>
      )}
      <NewMessageAnnouncer items={items} />
      {deleting && (
        <DeleteMessageDialog
          message={deleting}
          onClose={() => {
            setDeleting(null);
            focusComposer();
          }}
        />
      )}
    </div>
  );
}

function DayHeading({ at }: { at: string }) {
  return (
    <div className="day">
      <span>{dayName(at)}</span>
    </div>
  );
}

function NewHeading() {
  return (
    <div className="new-mark">
      <span>
        <Icon name="down" size={12} /> New
      </span>
    </div>
  );
}

function estimate(row: Row | undefined): number {
  if (!row) return 40;
  if (row.kind === "start") return 120;
  const text = row.kind === "message" ? row.message.text : row.item.text;
  const lines = Math.max(1, Math.ceil(text.length / 90) + (text.match(/\n/g)?.length ?? 0));
  return lines * 21 + (row.grouped ? 4 : 32) + (row.day ? 40 : 0) + (row.fresh ? 28 : 0);
}
