// A page of several parts, each with an address of its own: settings, administration.
import type { ReactNode } from "react";
import { IconButton } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";
import { Link } from "@/ui/Link";
import { useShell } from "./shell_context";

export interface Tab {
  id: string;
  name: string;
  icon: IconName;
}

interface Props {
  title: string;
  base: string;
  tabs: readonly Tab[];
  current: string;
  children: ReactNode;
}

export function TabbedPage({ title, base, tabs, current, children }: Props) {
  const { narrow, openDrawer } = useShell();
  return (
    <main id="main" className="page" tabIndex={-1}>
      <header className="page-head">
        {narrow && <IconButton icon="menu" label="Channels and people" onPress={openDrawer} />}
        <h1>{title}</h1>
      </header>
      <div className="page-tabbed">
        <nav className="tabs" aria-label={title}>
          {tabs.map((tab) => (
            <Link
              key={tab.id}
              href={`${base}/${tab.id}`}
              className="tab"
              aria-current={tab.id === current ? "page" : undefined}
            >
              <Icon name={tab.icon} size={16} />
              {tab.name}
            </Link>
          ))}
        </nav>
        <div className="page-body">{children}</div>
      </div>
    </main>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
}

export function PageSection({ title, lead, children }: SectionProps) {
  return (
    <section className="section" aria-label={title}>
      <h2>{title}</h2>
      {lead && <p className="section-lead">{lead}</p>}
      {children}
    </section>
  );
}
