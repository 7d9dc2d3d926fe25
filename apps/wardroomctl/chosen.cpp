#include "wardroomctl/chosen.h"

namespace wardroom::ctl {
namespace {

std::runtime_error no_such_workspace(const std::string& slug) {
  return std::runtime_error("there is no workspace '" + slug + "'; `wardroomctl workspaces` lists them");
}

}  // namespace

base::TenantId named(server::Foundation& foundation, const std::string& slug) {
  if (const auto id = foundation.workspaces.find_by_slug(slug)) return *id;
  throw no_such_workspace(slug);
}

workspace::Workspace chosen(server::Foundation& foundation, const std::string& slug) {
  const auto all = foundation.workspaces.list();
  if (slug.empty() && all.size() == 1) return all.front();
  for (const auto& workspace : all) {
    if (workspace.slug == slug) return workspace;
  }
  if (!slug.empty()) throw no_such_workspace(slug);
  throw std::runtime_error("choose a workspace with --workspace SLUG; `wardroomctl workspaces` lists them");
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
