// Offers the groups that may be mentioned; what is chosen is written into the message.
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { Icon } from "@/ui/Icon";
import type { Mentionable } from "./mentions";

interface Props {
  groups: readonly Mentionable[];
  onMention: (name: string) => void;
}

export function MentionMenu({ groups, onMention }: Props) {
  if (groups.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label="Mention a group">
        <Icon name="people" size={16} />
      </Button>
      <Popover className="popover" placement="top start">
        <Menu className="menu" aria-label="Groups" onAction={(key) => onMention(groups.find(({ id }) => id === key)?.name ?? "")}>
          {groups.map(({ id, name }) => (
            <MenuItem key={id} id={id} className="menu-item" textValue={name}>
              @{name}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
