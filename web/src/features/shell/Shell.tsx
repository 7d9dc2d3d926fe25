// The frame of the signed-in page: sidebar, connection banner, and the page the address names.
import { useCallback, useEffect, useMemo, useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { useChat, useSignedIn } from "@/app/context";
import { channelPath, navigate, usePath } from "@/app/router";
import { AdminPage } from "@/features/admin/AdminPage";
import { ChannelPage } from "@/features/channel/ChannelPage";
import { GroupPage } from "@/features/groups/GroupPage";
import { GroupsPage } from "@/features/groups/GroupsPage";
import { SettingsPage } from "@/features/settings/SettingsPage";
import { sortedChannels, titleOf, totalUnread } from "@/state/select";
import { useDocumentTitle, useNarrow } from "@/ui/hooks";
import { recall, remember } from "@/ui/remember";
import { ConnectionBanner } from "./ConnectionBanner";
import { HomePage } from "./HomePage";
import { ShellContext, type ShellDialog } from "./shell_context";
import { ShellDialogs } from "./ShellDialogs";
import { Sidebar } from "./Sidebar";
import { useGlobalKeys, usePresence } from "./use_global";

export function Shell() {
  const path = usePath();
  const narrow = useNarrow();
  const [drawer, setDrawer] = useState(false);
  const [dialog, setDialog] = useState<ShellDialog | null>(null);
  const closeDialog = useCallback(() => setDialog(null), []);
  const value = useMemo(
    () => ({ narrow, openDrawer: () => setDrawer(true), closeDrawer: () => setDrawer(false), openDialog: setDialog }),
    [narrow],
  );

  useGlobalKeys(setDialog);
  usePresence();
  useTitle(path);
  useEffect(() => setDrawer(false), [path]);

  return (
    <ShellContext value={value}>
      <div className="shell">
        <a className="skip-link" href="#main">
          Skip to content
        </a>
        {!narrow && <Sidebar />}
        {narrow && (
          <ModalOverlay
            className="drawer-overlay"
            isOpen={drawer && dialog === null}
            onOpenChange={setDrawer}
            isDismissable
          >
            <Modal className="drawer">
              <Dialog aria-label="Channels and people" className="drawer-dialog">
                <Sidebar />
              </Dialog>
            </Modal>
          </ModalOverlay>
        )}
        <div className="stage">
          <ConnectionBanner />
          <Page path={path} />
        </div>
        <ShellDialogs dialog={dialog} onClose={closeDialog} />
      </div>
    </ShellContext>
  );
}

function Page({ path }: { path: string }) {
  const [, first, second, third] = path.split("/");
  if (first === "c" && second) return <ChannelRoute key={second} id={second} />;
  if (first === "settings") return <SettingsPage tab={second ?? "profile"} />;
  if (first === "groups") return second ? <GroupPage key={second} id={second} tab={third ?? "people"} /> : <GroupsPage />;
  if (first === "admin") return <AdminPage tab={second ?? "people"} />;
  return <HomeRoute />;
}

function ChannelRoute({ id }: { id: string }) {
  const known = useChat((state) => id in state.entries);
  useEffect(() => {
    if (known) remember("channel", id);
  }, [id, known]);
  return known ? <ChannelPage id={id} /> : <HomePage missing />;
}

/** The start page is the channel last read. */
function HomeRoute() {
  const entries = useChat((state) => state.entries);
  const last = recall("channel");
  const target = last && entries[last] ? last : sortedChannels(entries).rooms[0]?.id;
  useEffect(() => {
    if (target) navigate(channelPath(target), "replace");
  }, [target]);
  return target ? null : <HomePage />;
}

function useTitle(path: string) {
  const { me } = useSignedIn();
  const entries = useChat((state) => state.entries);
  const unread = totalUnread(entries);
  const [, first, second] = path.split("/");
  const entry = first === "c" && second ? entries[second] : undefined;
  const place =
    first === "settings" ? "Settings" : first === "admin" ? "Administration" : first === "groups" ? "Groups" : entry ? titleOf(entry.channel) : "";
  useDocumentTitle(`${unread ? `(${unread}) ` : ""}${place ? `${place} · ` : ""}${me.workspace.name}`);
}
