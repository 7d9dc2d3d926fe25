#include "wardroomctl/chosen.h"

namespace wardroom::ctl {

workspace::Workspace chosen(server::Foundation& foundation, const std::string& slug) {
  const auto all = foundation.workspaces.list();
  if (slug.empty() && all.size() == 1) return all.front();
  for (const auto& workspace : all) {
    if (workspace.slug == slug) return workspace;
  }
  throw std::runtime_error(slug.empty()
                               ? "choose a workspace with --workspace SLUG; `wardroomctl workspaces` lists them"
                               : "there is no workspace '" + slug + "'; `wardroomctl workspaces` lists them");
}

}  // namespace wardroom::ctl
