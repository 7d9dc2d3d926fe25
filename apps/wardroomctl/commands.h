// The commands of wardroomctl. Each answers the exit code: 0 done, 1 it could not be done.
#pragma once
#include <string>

#include "server/settings.h"
#include "server/wardroom.h"

namespace wardroom::ctl {

std::string public_url(const server::Settings& settings);  // that links begin with

int print_setup_link(const server::Settings& settings);
int list_workspaces(const server::Settings& settings);
int check_config(const server::Settings& settings);
int show_provider(const server::Settings& settings, const std::string& slug);
int set_provider(const server::Settings& settings, const std::string& slug, const std::string& file);
int reset_provider(const server::Settings& settings, const std::string& slug);

// Prints a link for a new password, and takes the second factors away if that is asked for.
int reset_person(const server::Settings& settings, const std::string& slug, const std::string& username,
                 bool with_factors);

int kms_status(const server::Settings& settings);
int kms_init(const server::Settings& settings);
// One of the two is given: what unlocks the local root key from now on.
int kms_change_unlock(const server::Settings& settings, const std::string& passphrase_file,
                      const std::string& key_file);

}  // namespace wardroom::ctl
