import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from "react-aria-components";
import { explain } from "@/api/problem";
import { useMay, useSignedIn } from "@/app/context";
import { navigate } from "@/app/router";
import { useStore } from "@/state/store";
import { Avatar } from "@/ui/Avatar";
import { Icon } from "@/ui/Icon";
import { setTheme, useTheme, type Theme } from "@/ui/theme";
import { toast } from "@/ui/toast";

const themes = [
  ["system", "screen", "Theme: as the system"],
  ["light", "sun", "Theme: light"],
  ["dark", "moon", "Theme: dark"],
] as const;

export function AccountMenu() {
  const { auth, chat, me } = useSignedIn();
  const online = useStore(chat.connection, (phase) => phase.name === "online");
  const admin = useMay("view_admin");
  const theme = useTheme();

  const act = (key: string) => {
    if (key === "settings") navigate("/settings");
    else if (key === "groups") navigate("/groups");
    else if (key === "admin") navigate("/admin");
    else if (key === "out") void auth.signOut().catch((error: unknown) => toast(explain(error), "error"));
    else setTheme(key as Theme);
  };

  return (
    <MenuTrigger>
      <Button className="account-button" aria-label={`Account menu, ${me.user.display_name}`}>
        <Avatar user={me.user} presence={online ? "online" : "offline"} />
        <span className="account-text">
          <span className="account-name">{me.user.display_name}</span>
          <span className="account-tier">
            @{me.user.username} · {me.user.tier}
          </span>
        </span>
        <Icon name="chevron" size={14} />
      </Button>
      <Popover className="popover" placement="top start">
        <Menu className="menu" aria-label="Account" onAction={(key) => act(String(key))}>
          <MenuItem id="settings" className="menu-item">
            <Icon name="gear" /> Settings
          </MenuItem>
          <MenuItem id="groups" className="menu-item">
            <Icon name="people" /> Groups
          </MenuItem>
          {admin && (
            <MenuItem id="admin" className="menu-item">
              <Icon name="shield" /> Administration
            </MenuItem>
          )}
          <Separator />
          {themes.map(([id, icon, name]) => (
            <MenuItem key={id} id={id} textValue={name} className="menu-item">
              <Icon name={icon} /> {name}
              {theme === id && (
                <>
                  <span className="menu-check">
                    <Icon name="check" size={15} />
                  </span>
                  <span className="sr-only">, chosen</span>
                </>
              )}
            </MenuItem>
          ))}
          <Separator />
          <MenuItem id="out" className="menu-item">
            <Icon name="door" /> Sign out
          </MenuItem>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
