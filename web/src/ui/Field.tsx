import type { HTMLInputTypeAttribute, ReactNode } from "react";
import {
  Button,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select,
  SelectValue,
  Text,
  TextArea,
  TextField,
  type TextFieldProps,
} from "react-aria-components";
import { Icon } from "./Icon";

interface FieldProps extends Omit<TextFieldProps, "children" | "type"> {
  label: string;
  hint?: ReactNode;
  error?: string | null | undefined;
  type?: HTMLInputTypeAttribute;
  placeholder?: string;
  rows?: number;
  prefix?: string;
  autoCapitalize?: "none";
}

export function Field(props: FieldProps) {
  const { label, hint, error, type = "text", placeholder, rows, prefix, autoCapitalize, ...rest } = props;
  return (
    <TextField {...rest} type={type as "text"} isInvalid={Boolean(error)} validationBehavior="aria" className="field">
      <Label>{label}</Label>
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder} />
      ) : (
        <div className="field-box">
          {prefix && (
            <span className="field-prefix" aria-hidden="true">
              {prefix}
            </span>
          )}
          <Input placeholder={placeholder} autoCapitalize={autoCapitalize} />
        </div>
      )}
      {hint && !error && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  hideLabel?: boolean;
  value: T;
  options: readonly { id: T; name: string; hint?: string; disabled?: boolean }[];
  onChange: (value: T) => void;
  isDisabled?: boolean;
  className?: string;
}

export function Choice<T extends string>(props: ChoiceProps<T>) {
  const { label, hideLabel, value, options, onChange, isDisabled, className } = props;
  return (
    <Select
      selectedKey={value}
      onSelectionChange={(key) => key !== null && onChange(key as T)}
      isDisabled={isDisabled ?? false}
      disabledKeys={options.filter((option) => option.disabled).map((option) => option.id)}
      className={`field choice ${className ?? ""}`}
      {...(hideLabel ? { "aria-label": label } : {})}
    >
      {!hideLabel && <Label>{label}</Label>}
      <Button className="choice-button">
        <SelectValue />
        <Icon name="chevron" size={14} />
      </Button>
      <Popover className="popover" offset={4}>
        <ListBox className="menu">
          {options.map((option) => (
            <ListBoxItem key={option.id} id={option.id} textValue={option.name} className="menu-item">
              <span className="menu-item-name">{option.name}</span>
              {option.hint && <span className="menu-item-hint">{option.hint}</span>}
            </ListBoxItem>
          ))}
        </ListBox>
      </Popover>
    </Select>
  );
}
