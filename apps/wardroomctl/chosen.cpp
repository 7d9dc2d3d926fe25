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

std::vector<ChosenTenant> chosen_tenants(server::Foundation& foundation, const std::string& slug) {
  const ChosenTenant platform{"platform", base::platform_tenant};
  if (slug == platform.name) return {platform};
  if (!slug.empty()) return {{slug, chosen(foundation, slug).id}};
  std::vector<ChosenTenant> all{platform};
  for (const auto& workspace : foundation.workspaces.list()) all.push_back({workspace.slug, workspace.id});
  return all;
}

}  // namespace wardroom::ctl
