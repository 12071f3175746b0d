#pragma once
// Where charge and energy went, and whether the two balances close.

#include "engine/result.hpp"
#include "engine/scenario.hpp"
#include "engine/system.hpp"
#include "engine/word.hpp"

#include <array>
#include <optional>
#include <vector>

namespace engine {

/// What happens inside the bank.
enum class BankItem {
    SelfDischarge,
    CoulombicLoss,
    Balancing,
    Exchanged,
    JouleHeat,
    HysteresisHeat,
    EntropicHeat,
    LinkLoss,
    Ageing,
    Stored,
};

struct BankItemRow {
    BankItem item;
    std::string_view name;
    std::string_view help;
};

inline constexpr std::array<BankItemRow, 10> bank_item_table{{
    {BankItem::SelfDischarge, "self_discharge", "lost inside the batteries, unseen by the BMS"},
    {BankItem::CoulombicLoss, "coulombic_loss", "charged, but not to be had again"},
    {BankItem::Balancing, "balancing", "bled off by the balancers near full"},
    {BankItem::Exchanged, "exchanged", "came in with exchanged batteries, less what went"},
    {BankItem::JouleHeat, "joule_heat", "heat of the cells' resistances"},
    {BankItem::HysteresisHeat, "hysteresis_heat",
     "heat of the gap between the charge and the discharge branch"},
    {BankItem::EntropicHeat, "entropic_heat",
     "reversible heat: the open-circuit voltage changes with temperature"},
    {BankItem::LinkLoss, "link_loss", "heat of the links and cables between the batteries"},
    {BankItem::Ageing, "ageing", "what lost capacity takes with it"},
    {BankItem::Stored, "stored", "what the cells hold at the end, more than at the start"},
}};
static_assert(stands_in_order(bank_item_table, &BankItemRow::item));

/// Behind the name of a charger: the row of what it takes for itself.
inline constexpr const char* own_draw_suffix = ".own_draw";
/// Behind the name of a device: the row of what its own cable turns into heat.
inline constexpr const char* cable_suffix = ".cable";

/// What happens on a bus behind a link, beside its devices.
enum class FarItem { CrossesLink, LeadGas, LeadSelfDischarge, LeadStored };

struct FarItemRow {
    FarItem item;
    std::string_view name;
    std::string_view help;
};

inline constexpr std::array<FarItemRow, 4> far_item_table{{
    {FarItem::CrossesLink, "crosses_link", "from the bank through the link; negative: to the bank"},
    {FarItem::LeadGas, "lead_gas", "turned into gas in the lead battery"},
    {FarItem::LeadSelfDischarge, "lead_self_discharge", "lost inside the lead battery"},
    {FarItem::LeadStored, "lead_stored",
     "what the lead battery holds at the end, more than at the start"},
}};
static_assert(stands_in_order(far_item_table, &FarItemRow::item));

/// The accounts at a milestone, to tell what was drawn since.
struct AccountsAt {
    std::vector<Account> devices;
    double self_discharge_ah = 0.0;
};
AccountsAt accounts_of(const System& system);

/// Devices first, in the order of the scenario behind the BMS; then what happens inside the bank;
/// then, for each link, what happens behind it.
std::vector<LedgerRow> ledger_of(const Scenario& scenario, const System& system,
                                 const std::optional<AccountsAt>& at_load_off,
                                 const std::optional<AccountsAt>& at_low_cell, SimTime horizon);

/// Heat, stored and delivered are each computed on their own, never as a remainder.
Balance balance_of(const System& system);

/// Reported against true state of charge now. `initial_reported_ah` is what the BMS counted from.
SocComparison compare_soc(const System& system, double initial_reported_ah, std::string at,
                          SimTime now);

}  // namespace engine
