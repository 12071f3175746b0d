#include "engine/ledger.hpp"

#include <algorithm>

namespace engine {

namespace {

double magnitude(double x) {
    return x < 0.0 ? -x : x;
}

constexpr double seconds_per_hour = 3600.0;
constexpr double seconds_per_day = 86'400.0;
constexpr double percent_per_share = 100.0;

double hours(double seconds) {
    return seconds / seconds_per_hour;
}

LedgerRow device_row(const Scenario& scenario, std::size_t number) {
    const auto& [name, device] = scenario.devices[number];
    const std::size_t word = static_cast<std::size_t>(scenario.cut_by(device));
    return {.item = name,
            .kind = device.is_charger() ? LedgerRow::Kind::Charger : LedgerRow::Kind::Load,
            .cut_by = std::string{choice_words(Switch{})[word]}};
}

/// What a charger takes for itself is cut off by what cuts off its feed, not by what stops it.
LedgerRow own_draw_row(const Scenario& scenario, std::size_t number) {
    const auto& [name, device] = scenario.devices[number];
    const DeviceEntry* before = scenario.switch_before(device);
    const Switch of_switch = before != nullptr ? scenario.cut_by(*before) : Switch::Nothing;
    const Switch by = scenario.is_fed_by_load(device) ? Switch::Load : of_switch;
    return {.item = name + own_draw_suffix,
            .kind = LedgerRow::Kind::Load,
            .cut_by = std::string{choice_words(Switch{})[static_cast<std::size_t>(by)]}};
}

/// Of an account what the device gives or takes, and what it takes for itself.
Account given(const Account& account) {
    return {.charge_as = account.charge_as + account.own_as,
            .energy_j = account.energy_j + account.own_j};
}
Account own_draw(const Account& account) {
    return {.charge_as = -account.own_as, .energy_j = -account.own_j};
}

/// No charge is lost on the way.
LedgerRow cable_row(const Scenario& scenario, std::size_t number, double loss_j) {
    LedgerRow row = device_row(scenario, number);
    row.item += cable_suffix;
    row.kind = LedgerRow::Kind::Load;
    row.energy_wh = -hours(loss_j);
    return row;
}

LedgerRow bank_row(BankItem item, double energy_j) {
    const std::string_view name = bank_item_table[static_cast<std::size_t>(item)].name;
    return {.item = std::string{name}, .kind = LedgerRow::Kind::Bank, .energy_wh = hours(energy_j)};
}

LedgerRow far_row(std::string item, const std::string& link, const models::Moved& moved,
                  double horizon_h) {
    return {.item = std::move(item),
            .kind = LedgerRow::Kind::Far,
            .cut_by = link,
            .charge_ah = moved.charge_ah,
            .energy_wh = moved.energy_wh,
            .mean_a = moved.charge_ah / horizon_h};
}

/// What happened behind the link of this number.
void add_far_rows(const System& system, std::size_t link, double horizon_h,
                  std::vector<LedgerRow>& rows) {
    const std::string& name = system.device_names()[link];
    const models::FarBus& far = system.far_side(link)->far();
    const models::FarBus::Accounts& accounts = far.accounts();
    const auto add = [&](FarItem item, const models::Moved& moved) {
        const std::string_view word = far_item_table[static_cast<std::size_t>(item)].name;
        rows.push_back(far_row(std::string{word}, name, moved, horizon_h));
    };
    for (std::size_t i = 0; i < system.device_names().size(); ++i) {
        if (system.link_of(i) == link && system.lead_battery(i) == nullptr) {
            const double cable_wh = hours(system.cable_loss_j(i));
            models::Moved moved = system.far_account(i);
            moved.energy_wh += cable_wh;
            rows.push_back(far_row(system.device_names()[i], name, moved, horizon_h));
            if (cable_wh != 0.0) {
                rows.push_back(far_row(system.device_names()[i] + cable_suffix, name,
                                       {.charge_ah = 0.0, .energy_wh = -cable_wh}, horizon_h));
            }
        }
    }
    add(FarItem::CrossesLink, accounts.link);
    if (!far.has_battery()) {
        return;
    }
    const double lost_ah = accounts.self_discharge_ah;
    add(FarItem::LeadGas, accounts.gas);
    add(FarItem::LeadSelfDischarge, {.charge_ah = -lost_ah, .energy_wh = 0.0});
    add(FarItem::LeadStored, {.charge_ah = far.battery().charge_ah() - far.initial_charge_ah(),
                              .energy_wh = accounts.main.energy_wh});
}

/// What charge came to a lead battery, against what it holds, lost and gassed.
double far_residual_of(const System& system) {
    double worst = 0.0;
    for (std::size_t link = 0; link < system.device_names().size(); ++link) {
        const models::FarSide* side = system.far_side(link);
        if (side == nullptr || !side->far().has_battery()) {
            continue;
        }
        const models::FarBus& far = side->far();
        const models::FarBus::Accounts& accounts = far.accounts();
        double in_ah = accounts.link.charge_ah + accounts.gas.charge_ah;
        double through_ah = magnitude(in_ah) + accounts.self_discharge_ah;
        for (const models::Moved& moved : accounts.devices) {
            in_ah += moved.charge_ah;
            through_ah += magnitude(moved.charge_ah);
        }
        const double stored_ah = far.battery().charge_ah() - far.initial_charge_ah();
        const double off_ah = magnitude(in_ah - accounts.self_discharge_ah - stored_ah);
        worst = std::max(worst, through_ah > 0.0 ? off_ah / through_ah : off_ah);
    }
    return worst;
}

}  // namespace

AccountsAt accounts_of(const System& system) {
    return {.devices = system.accounts(), .self_discharge_ah = system.self_discharge_ah()};
}

std::vector<LedgerRow> ledger_of(const Scenario& scenario, const System& system,
                                 const std::optional<AccountsAt>& at_load_off,
                                 const std::optional<AccountsAt>& at_low_cell, SimTime horizon) {
    const double horizon_h = hours(to_seconds(horizon));
    std::vector<LedgerRow> rows;
    for (std::size_t i = 0; i < system.accounts().size(); ++i) {
        if (system.link_of(i)) {
            continue;
        }
        const double cable_j = system.cable_loss_j(i);
        const auto fill = [&](LedgerRow row, auto part, double loss_j) {
            const auto charge_ah = [&](const std::vector<Account>& accounts) {
                return hours(part(accounts[i]).charge_as);
            };
            const auto since = [&](const std::optional<AccountsAt>& at) -> std::optional<double> {
                return at ? std::optional{charge_ah(system.accounts()) - charge_ah(at->devices)}
                          : std::nullopt;
            };
            row.charge_ah = charge_ah(system.accounts());
            row.energy_wh = hours(part(system.accounts()[i]).energy_j + loss_j);
            row.mean_a = *row.charge_ah / horizon_h;
            row.after_load_off_ah = since(at_load_off);
            row.after_low_cell_ah = since(at_low_cell);
            rows.push_back(std::move(row));
        };
        // Device 0 is the BMS itself.
        fill(i == 0 ? LedgerRow{.item = system.device_names()[0],
                                .kind = LedgerRow::Kind::Bms,
                                .cut_by = "nothing"}
                    : device_row(scenario, i - 1),
             given, cable_j);
        if (system.accounts()[i].own_as != 0.0) {
            fill(own_draw_row(scenario, i - 1), own_draw, 0.0);
        }
        if (cable_j != 0.0) {
            rows.push_back(cable_row(scenario, i - 1, cable_j));
        }
    }
    const models::CellLedger cells = system.bank().cells().ledger();
    const auto leaked_since = [&](const std::optional<AccountsAt>& at) -> std::optional<double> {
        return at ? std::optional{at->self_discharge_ah - system.self_discharge_ah()}
                  : std::nullopt;
    };
    LedgerRow leak = bank_row(BankItem::SelfDischarge, -cells.self_discharge_j);
    leak.charge_ah = -system.self_discharge_ah();
    leak.mean_a = *leak.charge_ah / horizon_h;
    leak.after_load_off_ah = leaked_since(at_load_off);
    leak.after_low_cell_ah = leaked_since(at_low_cell);
    rows.push_back(std::move(leak));
    rows.push_back(bank_row(BankItem::CoulombicLoss, -cells.coulombic_loss_j));
    rows.back().charge_ah = -system.coulombic_loss_ah();
    if (cells.balancer_ah != 0.0) {
        rows.push_back(bank_row(BankItem::Balancing, -cells.balancer_heat_j));
        rows.back().charge_ah = -system.balancer_ah();
    }
    if (cells.exchanged_ah != 0.0 || cells.exchanged_j != 0.0) {
        rows.push_back(bank_row(BankItem::Exchanged, cells.exchanged_j));
        rows.back().charge_ah = system.exchanged_ah();
    }
    rows.push_back(bank_row(BankItem::JouleHeat, -cells.joule_heat_j));
    rows.push_back(bank_row(BankItem::HysteresisHeat, -cells.hysteresis_heat_j));
    rows.push_back(bank_row(BankItem::EntropicHeat, -cells.entropic_heat_j));
    rows.push_back(bank_row(BankItem::LinkLoss, -system.bank().link_loss_j()));
    if (cells.ageing_j != 0.0) {
        rows.push_back(bank_row(BankItem::Ageing, -cells.ageing_j));
    }
    rows.push_back(
        bank_row(BankItem::Stored, system.stored_energy_j() - system.initial_energy_j()));
    rows.back().charge_ah = system.stored_charge_ah() - system.initial_charge_ah();
    for (std::size_t i = 0; i < system.device_names().size(); ++i) {
        if (system.far_side(i) != nullptr) {
            add_far_rows(system, i, horizon_h, rows);
        }
    }
    return rows;
}

Balance balance_of(const System& system) {
    const double stored_ah = system.stored_charge_ah() - system.initial_charge_ah();
    const double in_ah = hours(system.charged_as() - system.discharged_as());
    const double charge_off = in_ah + system.exchanged_ah() - stored_ah -
                              system.self_discharge_ah() - system.coulombic_loss_ah() -
                              system.balancer_ah();
    // Strings that differ give each other what never comes to the bus. What is exchanged is carried
    // in and out as well.
    const double charge_through = hours(std::max(system.charged_as() + system.discharged_as(),
                                                 system.bank().string_throughput_as())) +
                                  system.self_discharge_ah() + magnitude(system.exchanged_ah());

    const models::CellLedger cells = system.bank().cells().ledger();
    const double stored_j = system.stored_energy_j() - system.initial_energy_j();
    const double heat_j = cells.joule_heat_j + cells.hysteresis_heat_j + cells.entropic_heat_j +
                          cells.coulombic_loss_j + cells.self_discharge_j + cells.balancer_heat_j +
                          cells.ageing_j + system.bank().link_loss_j();
    const double energy_off =
        system.charged_j() - system.discharged_j() + cells.exchanged_j - stored_j - heat_j;
    const double energy_through =
        std::max(system.charged_j() + system.discharged_j(), system.bank().string_throughput_j()) +
        cells.self_discharge_j + magnitude(cells.exchanged_j);
    const auto relative = [](double off, double through) {
        return through > 0.0 ? magnitude(off) / through : magnitude(off);
    };
    return {.charge_residual = relative(charge_off, charge_through),
            .energy_residual = relative(energy_off, energy_through),
            .throughput_wh = hours(energy_through),
            .far_residual = far_residual_of(system)};
}

SocComparison compare_soc(const System& system, double initial_reported_ah, std::string at,
                          SimTime now) {
    const models::BmsHost& bms = system.bms();
    const double per_ah = percent_per_share / system.bank().capacity_ah();
    SocComparison out{
        .at = std::move(at), .time = now, .true_soc_pct = system.bank().soc() * percent_per_share};
    const auto reported = bms.reported_soc();
    if (!reported) {
        return out;
    }
    const double efficiency =
        bms.core().settings().get<bms::Setting::ChargeEfficiency>().count / 1000.0;
    const double measured = bms.measured_charged_ah() - bms.measured_discharged_ah();
    const double taken_off = (1.0 - efficiency) * bms.measured_charged_ah();
    // Apart from the rounding of readings stands what was counted without any.
    const double unheard_flow = hours(system.unheard_as());
    const double unheard_count = bms.unheard_ah();
    const double flowed = hours(system.charged_as() - system.discharged_as()) - unheard_flow;
    const double heard = measured - unheard_count;
    out.reported_soc_pct = *reported * percent_per_share;
    out.start_pct = (initial_reported_ah - system.initial_charge_ah()) * per_ah;
    out.flowed_ah = flowed;
    out.measured_ah = heard;
    out.heard_days = to_days(now) - system.unheard_s() / seconds_per_day;
    out.silence_pct = (unheard_count - unheard_flow) * per_ah;
    out.self_discharge_pct = (system.self_discharge_ah() + system.balancer_ah()) * per_ah;
    out.current_reading_pct = (heard - flowed) * per_ah;
    out.charge_efficiency_pct = (system.coulombic_loss_ah() - taken_off) * per_ah;
    out.synchronisation_pct =
        (bms.reported_charge_ah() - initial_reported_ah - (measured - taken_off)) * per_ah;
    out.exchange_pct = -system.exchanged_ah() * per_ah;
    out.capacity_pct = *out.reported_soc_pct - bms.reported_charge_ah() * per_ah;
    return out;
}

}  // namespace engine
