import { useState } from "react";
import { FieldError, Input, Label, Text, TextField, ToggleButton } from "react-aria-components";

interface Props {
  label: string;
  name: string;
  autoComplete: "current-password" | "new-password";
  value: string;
  onChange: (value: string) => void;
  error?: string | null;
  hint?: string;
  autoFocus?: boolean;
}

export function PasswordField({ label, name, autoComplete, value, onChange, error, hint, autoFocus }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      className="field"
      name={name}
      type={shown ? "text" : "password"}
      autoComplete={autoComplete}
      value={value}
      onChange={onChange}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      maxLength={256}
      isRequired
      autoFocus={autoFocus ?? false}
    >
      <Label>{label}</Label>
      <div className="field-box">
        <Input />
        <ToggleButton className="field-toggle" isSelected={shown} onChange={setShown} aria-label={`Show ${label.toLowerCase()}`}>
          {shown ? "Hide" : "Show"}
        </ToggleButton>
      </div>
      {hint && !error && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </TextField>
  );
}
