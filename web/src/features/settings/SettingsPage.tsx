import { TabbedPage, type Tab } from "../shell/TabbedPage";
import { FactorSettings } from "../factors/FactorSettings";
import { IdentitySettings } from "../sso/IdentitySettings";
import { AddressSettings } from "./AddressSettings";
import { ApiKeySettings } from "./ApiKeySettings";
import { AppearanceSettings } from "./AppearanceSettings";
import { PasswordSettings } from "./PasswordSettings";
import { ProfileSettings } from "./ProfileSettings";
import { RecoveryKeySettings } from "./RecoveryKeySettings";
import { SessionSettings } from "./SessionSettings";

const tabs: readonly Tab[] = [
  { id: "profile", name: "Profile", icon: "people" },
  { id: "password", name: "Password", icon: "lock" },
  { id: "factors", name: "Signing in", icon: "shield" },
  { id: "sessions", name: "Sessions", icon: "laptop" },
  { id: "api-keys", name: "API keys", icon: "log" },
  { id: "appearance", name: "Appearance", icon: "sun" },
];

export function SettingsPage({ tab }: { tab: string }) {
  const current = tabs.some(({ id }) => id === tab) ? tab : "profile";
  return (
    <TabbedPage title="Settings" base="/settings" tabs={tabs} current={current}>
      <Part id={current} />
    </TabbedPage>
  );
}

function Part({ id }: { id: string }) {
  switch (id) {
    case "password":
      return (
        <>
          <PasswordSettings />
          <RecoveryKeySettings />
        </>
      );
    case "factors":
      return (
        <>
          <FactorSettings />
          <IdentitySettings />
        </>
      );
    case "sessions":
      return <SessionSettings />;
    case "api-keys":
      return <ApiKeySettings />;
    case "appearance":
      return <AppearanceSettings />;
    default:
      return (
        <>
          <ProfileSettings />
          <AddressSettings />
        </>
      );
  }
}
