import type { ReactNode } from "react";
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps } from "react-aria-components";
import { Icon, type IconName } from "./Icon";

type Look = "primary" | "plain" | "danger" | "quiet";

interface Props extends ButtonProps {
  look?: Look;
  icon?: IconName;
  children?: ReactNode;
}

export function Button({ look = "plain", icon, children, className, ...rest }: Props) {
  return (
    <AriaButton {...rest} className={`button button-${look} ${(className as string) ?? ""}`}>
      {icon && <Icon name={icon} />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "children"> {
  icon: IconName;
  label: string;
  shortcut?: string;
  size?: number;
}

/** A button that shows only an icon: the label is its name and its tooltip. */
export function IconButton({ icon, label, shortcut, size, className, ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...rest} aria-label={label} className={`icon-button ${(className as string) ?? ""}`}>
        <Icon name={icon} {...(size ? { size } : {})} />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {shortcut && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
