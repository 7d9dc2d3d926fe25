import { Label, Radio, RadioGroup } from "react-aria-components";
import { Icon } from "@/ui/Icon";
import { setTheme, useTheme, type Theme } from "@/ui/theme";
import { PageSection } from "../shell/TabbedPage";

const themes = [
  { id: "system", icon: "screen", name: "As the system", hint: "Changes with your device." },
  { id: "light", icon: "sun", name: "Light", hint: "For bright rooms." },
  { id: "dark", icon: "moon", name: "Dark", hint: "Easy on the eyes at night." },
] as const;

export function AppearanceSettings() {
  const theme = useTheme();
  return (
    <PageSection title="Appearance" lead="Remembered on this device.">
      <RadioGroup value={theme} onChange={(value) => setTheme(value as Theme)} className="radios">
        <Label>Theme</Label>
        {themes.map(({ id, icon, name, hint }) => (
          <Radio key={id} value={id} className="radio">
            <Icon name={icon} />
            <span>
              <strong>{name}</strong>
              <small>{hint}</small>
            </span>
          </Radio>
        ))}
      </RadioGroup>
    </PageSection>
  );
}
