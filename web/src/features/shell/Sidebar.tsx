import { useChat, useMay, useSignedIn } from "@/app/context";
import { channelPath, usePath } from "@/app/router";
import type { Channel } from "@/api/types";
import { sortedChannels, titleOf } from "@/state/select";
import { Avatar, presenceWords } from "@/ui/Avatar";
import { IconButton } from "@/ui/Button";
import { Icon, Mark } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { Button as AriaButton } from "react-aria-components";
import { AccountMenu } from "./AccountMenu";
import { useCanCreate } from "./rights";
import { useShell } from "./shell_context";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);

export function Sidebar() {
  const { me } = useSignedIn();
  const { openDialog } = useShell();
  const entries = useChat((state) => state.entries);
  const { rooms, directs } = sortedChannels(entries);
  const browse = useMay("channel_directory");
  const create = useCanCreate();

  return (
    <aside className="sidebar" aria-label="Channels and people">
      <div className="sidebar-head">
        <Mark />
        <span className="sidebar-name">{me.workspace.name}</span>
      </div>
      <AriaButton className="jump-button" onPress={() => openDialog("jump")}>
        <Icon name="compass" size={16} />
        <span>Jump to…</span>
        <kbd aria-hidden="true">{isMac ? "⌘K" : "Ctrl K"}</kbd>
      </AriaButton>
      <AriaButton className="jump-button" aria-label="Search messages" onPress={() => openDialog("search")}>
        <Icon name="search" size={16} />
        <span>Search…</span>
        <kbd aria-hidden="true">{isMac ? "⇧⌘F" : "Ctrl Shift F"}</kbd>
      </AriaButton>
      <nav className="sidebar-lists" aria-label="Channels">
        <Section title="Channels">
          {browse && <IconButton icon="compass" label="Browse channels" onPress={() => openDialog("browse")} />}
          {create && <IconButton icon="plus" label="Create a channel" onPress={() => openDialog("create")} />}
        </Section>
        {rooms.length ? (
          <ul>
            {rooms.map((channel) => (
              <ChannelLink key={channel.id} channel={channel} />
            ))}
          </ul>
        ) : (
          <p className="sidebar-empty">No channels yet.</p>
        )}
        <Section title="Direct messages">
          <IconButton icon="plus" label="Message someone" onPress={() => openDialog("direct")} />
        </Section>
        {directs.length ? (
          <ul>
            {directs.map((channel) => (
              <ChannelLink key={channel.id} channel={channel} />
            ))}
          </ul>
        ) : (
          <p className="sidebar-empty">Nobody yet.</p>
        )}
      </nav>
      <AccountMenu />
    </aside>
  );
}

function Section({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <div className="sidebar-section">
      <h2>{title}</h2>
      <span className="sidebar-tools">{children}</span>
    </div>
  );
}

function ChannelLink({ channel }: { channel: Channel }) {
  const href = channelPath(channel.id);
  const current = usePath() === href;
  const presence = useChat((state) => (channel.other ? (state.presence[channel.other.id] ?? "offline") : undefined));
  const draft = useSignedIn().chat.drafts.get(channel.id);
  const title = titleOf(channel);
  const { closeDrawer } = useShell();
  return (
    <li>
      <Link
        href={href}
        onClick={closeDrawer}
        className="channel-link"
        aria-current={current ? "page" : undefined}
        data-unread={channel.unread > 0 || undefined}
      >
        {channel.kind === "direct" ? (
          <Avatar user={channel.other ?? undefined} size="small" presence={presence} />
        ) : (
          <Icon name={channel.kind === "private" ? "lock" : "hash"} size={16} />
        )}
        <span className="channel-link-name">{title}</span>
        {channel.kind === "private" && <span className="sr-only">private channel</span>}
        {presence && <span className="sr-only">{presenceWords[presence]}</span>}
        {draft && !current && channel.unread === 0 && (
          <span className="draft-mark" title="Draft">
            <Icon name="pencil" size={13} />
            <span className="sr-only">draft</span>
          </span>
        )}
        {channel.unread > 0 && (
          <span className="badge">
            {channel.unread > 99 ? "99+" : channel.unread}
            <span className="sr-only"> unread</span>
          </span>
        )}
      </Link>
    </li>
  );
}
