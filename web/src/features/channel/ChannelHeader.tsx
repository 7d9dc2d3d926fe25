import { useState } from "react";
import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { explain } from "@/api/problem";
import type { Channel } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { titleOf } from "@/state/select";
import { presenceWords } from "@/ui/Avatar";
import { IconButton } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { toast } from "@/ui/toast";
import { useCanManage } from "../shell/rights";
import { useShell } from "../shell/shell_context";
import { AudienceDialog } from "./AudienceDialog";
import { DeleteChannelDialog, EditChannelDialog } from "./ChannelDialogs";
import { LinkedGroupsDialog } from "./LinkedGroupsDialog";
import { leaveChannel } from "./membership";
import { WebhooksDialog } from "./webhooks/WebhooksDialog";

interface Props {
  channel: Channel;
  membersOpen: boolean;
  onMembers: (() => void) | null;
}

export function ChannelHeader({ channel, membersOpen, onMembers }: Props) {
  const { narrow, openDrawer } = useShell();
  const presence = useChat((state) => (channel.other ? (state.presence[channel.other.id] ?? "offline") : undefined));

  return (
    <header className="channel-head">
      {narrow && <IconButton icon="menu" label="Channels and people" onPress={openDrawer} />}
      <div className="channel-title">
        <h1>
          {channel.kind === "direct" ? (
            presence && <span className={`dot dot-${presence}`} aria-hidden="true" />
          ) : (
            <Icon name={channel.kind === "private" ? "lock" : "hash"} />
          )}
          <span className="channel-title-text">{titleOf(channel)}</span>
        </h1>
        {channel.kind === "direct"
          ? channel.other && (
              <p className="channel-topic">
                @{channel.other.username}
                {presence && ` · ${presenceWords[presence]}`}
                {!channel.other.active && " · deactivated"}
              </p>
            )
          : channel.topic && (
              <p className="channel-topic" title={channel.topic}>
                {channel.topic}
              </p>
            )}
      </div>
      {onMembers && (
        <IconButton
          icon="people"
          label={membersOpen ? "Hide members" : "Show members"}
          aria-expanded={membersOpen}
          onPress={onMembers}
        />
      )}
      {channel.kind !== "direct" && <ChannelMenu channel={channel} />}
    </header>
  );
}

type ChannelDialog = "edit" | "delete" | "audience" | "groups" | "webhooks";

function ChannelMenu({ channel }: { channel: Channel }) {
  const { chat, me } = useSignedIn();
  const [dialog, setDialog] = useState<ChannelDialog | null>(null);
  const mayEdit = useCanManage(channel, "edit_channels");
  const mayDelete = useCanManage(channel, "manage_channels");

  const act = (key: string) => {
    if (key === "leave")
      leaveChannel(chat, channel.id, me.user.id).then(
        () => toast(`You left ${channel.name}.`),
        (error: unknown) => toast(explain(error), "error"),
      );
    else setDialog(key as ChannelDialog);
  };

  return (
    <>
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label="Channel menu">
          <Icon name="more" />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label="Channel" onAction={(key) => act(String(key))}>
            {mayEdit && (
              <MenuItem id="edit" className="menu-item">
                <Icon name="pencil" /> Edit name and topic
              </MenuItem>
            )}
            <MenuItem id="audience" className="menu-item">
              <Icon name="people" /> Who can read this
            </MenuItem>
            <MenuItem id="groups" className="menu-item">
              <Icon name="link" /> Groups in this channel
            </MenuItem>
            <MenuItem id="webhooks" className="menu-item">
              <Icon name="code" /> Webhooks
            </MenuItem>
            <MenuItem id="leave" className="menu-item">
              <Icon name="door" /> Leave channel
            </MenuItem>
            {mayDelete && <Separator />}
            {mayDelete && (
              <MenuItem id="delete" className="menu-item menu-item-danger">
                <Icon name="trash" /> Delete channel
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
      {dialog === "edit" && <EditChannelDialog channel={channel} onClose={() => setDialog(null)} />}
      {dialog === "groups" && <LinkedGroupsDialog channel={channel} onClose={() => setDialog(null)} />}
      {dialog === "webhooks" && <WebhooksDialog channel={channel} onClose={() => setDialog(null)} />}
      {dialog === "audience" && <AudienceDialog channel={channel} onClose={() => setDialog(null)} />}
      {dialog === "delete" && <DeleteChannelDialog channel={channel} onClose={() => setDialog(null)} />}
    </>
  );
}
