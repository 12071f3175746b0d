#pragma once
// Where charge and energy went, and whether the two balances close.

#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"

#include <optional>
#include <vector>

namespace engine {

/// The accounts at a milestone, to tell what was drawn since.
struct AccountsAt {
    std::vector<Account> devices;
    double self_discharge_ah = 0.0;
};
AccountsAt accounts_of(const System& system);

/// Devices first, in the order of the scenario behind the BMS; then what happens inside the bank.
std::vector<LedgerRow> ledger_of(const Scenario& scenario, const System& system,
                                 const std::optional<AccountsAt>& at_load_off,
                                 const std::optional<AccountsAt>& at_low_cell, SimTime horizon);

/// Heat, stored and delivered are each computed on their own, never as a remainder.
Balance balance_of(const System& system);

/// Reported against true state of charge now. `initial_reported_ah` is what the BMS counted from.
SocComparison compare_soc(const System& system, double initial_reported_ah, std::string at,
                          SimTime now);

}  // namespace engine
