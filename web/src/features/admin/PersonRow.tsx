import { Button as AriaButton, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Tier, User } from "@/api/types";
import { useChat, useSignedIn } from "@/app/context";
import { Avatar, presenceWords } from "@/ui/Avatar";
import { Choice } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { dateTime } from "@/ui/time";
import type { PersonAct } from "./PersonDialog";
import { mayGrant, tierChoices } from "./tiers";

/** What can be looked at of somebody. */
export type Shown = "permissions" | "groups" | "sessions";
const shownKinds: readonly string[] = ["permissions", "groups", "sessions"] satisfies Shown[];

interface PersonRowProps {
  user: User;
  onAct: (act: PersonAct) => void;
  onShow: (what: Shown, user: User) => void;
}

export function PersonRow({ user, onAct, onShow }: PersonRowProps) {
  const { me } = useSignedIn();
  const presence = useChat((state) => state.presence[user.id] ?? "offline");
  const own = user.id === me.user.id;
  const mayChange = mayGrant(me.user.tier, user.tier);
  const mayAct = mayChange && !own;

  return (
    <li className={user.active ? "card" : "card card-faint"}>
      <Avatar user={user} presence={user.active ? presence : undefined} />
      <div className="card-text">
        <span className="card-title">
          {user.display_name}
          {own && <span className="tag">You</span>}
          {!user.active && <span className="tag tag-bad">Deactivated</span>}
        </span>
        <span className="card-hint">
          @{user.username}
          {user.active && <span className="sr-only">, {presenceWords[presence]}</span>} · joined{" "}
          {dateTime(user.created_at)}
        </span>
      </div>
      <Choice
        label={`Tier of ${user.display_name}`}
        hideLabel
        className="choice-small"
        value={user.tier}
        options={tierChoices(me.user.tier)}
        isDisabled={!mayChange || !user.active}
        onChange={(tier: Tier) => tier !== user.tier && onAct({ kind: "tier", user, tier })}
      />
      <MenuTrigger>
        <AriaButton className="icon-button" aria-label={`More for ${user.display_name}`}>
          <Icon name="more" />
        </AriaButton>
        <Popover className="popover" placement="bottom end">
          <Menu
            className="menu"
            aria-label={user.display_name}
            onAction={(key) =>
              shownKinds.includes(String(key)) ? onShow(key as Shown, user) : onAct({ kind: key, user } as PersonAct)
            }
          >
            <MenuItem id="permissions" className="menu-item">
              <Icon name="info" /> What they may do
            </MenuItem>
            <MenuItem id="groups" className="menu-item">
              <Icon name="people" /> Their groups
            </MenuItem>
            {mayAct && user.active && (
              <MenuItem id="sessions" className="menu-item">
                <Icon name="laptop" /> Where they are signed in
              </MenuItem>
            )}
            {mayAct && user.active && (
              <MenuItem id="signOut" className="menu-item">
                <Icon name="door" /> Sign out everywhere
              </MenuItem>
            )}
            {mayAct && user.active && (
              <MenuItem id="resetPassword" className="menu-item">
                <Icon name="lock" /> Reset password
              </MenuItem>
            )}
            {mayAct && user.active && (
              <MenuItem id="resetFactors" className="menu-item">
                <Icon name="shield" /> Reset second factor
              </MenuItem>
            )}
            {mayAct && user.active && (
              <MenuItem id="deactivate" className="menu-item menu-item-danger">
                <Icon name="close" /> Deactivate
              </MenuItem>
            )}
            {mayAct && !user.active && (
              <MenuItem id="reactivate" className="menu-item">
                <Icon name="check" /> Reactivate
              </MenuItem>
            )}
          </Menu>
        </Popover>
      </MenuTrigger>
    </li>
  );
}
