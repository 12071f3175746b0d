#include "fitted_catalog.hpp"

#include "engine/catalog.hpp"
#include "engine/catalog_entries.hpp"
#include "engine/scenario_checks.hpp"
#include "engine/scenario_loader.hpp"
#include "engine/unit.hpp"
#include "reports/cell_validation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace reports {

namespace {

using engine::BatteryEntry;
using engine::CellEntry;
using engine::PointList;

/// What a voltage of a branch is rounded to.
constexpr double branch_step_v = 1e-4;

/// Rounded to what a measurement can tell.
double rounded(double value, int digits) {
    return std::strtod(fmt::format("{:.{}e}", value, digits - 1).c_str(), nullptr);
}

PointList list_of(const std::vector<models::CurvePoint>& points, double step) {
    PointList list;
    for (const models::CurvePoint& point : points) {
        list.points.emplace_back(std::round(point.at * 1000.0) / 10.0,
                                 rounded(std::round(point.value / step) * step, 9));
    }
    return list;
}

/// A branch rises from point to point, if only by a step where it is flat.
PointList rising(PointList list, double step) {
    for (std::size_t i = 1; i < list.points.size(); ++i) {
        const double lowest = rounded(list.points[i - 1].second + step, 9);
        list.points[i].second = std::max(list.points[i].second, lowest);
    }
    return list;
}

/// Lifts the charge branch where it lies below the discharge branch: at their points, which are
/// over the same places, and then between them, where the curves bend apart, by points of its own.
/// Nothing is lowered, and no place is lifted twice, so it comes to an end.
void lift_charge_branch(CellEntry& entry) {
    std::vector<std::pair<double, double>>& charge = entry.ocv_charge_v.points;
    for (std::size_t i = 0; i < charge.size(); ++i) {
        charge[i].second = std::max(charge[i].second, entry.ocv_discharge_v.points[i].second);
    }
    while (const auto crossing = engine::find_crossing(entry)) {
        const double lifted_v =
            rounded(std::ceil(crossing->discharge_v / branch_step_v) * branch_step_v, 9);
        const auto above = std::upper_bound(
            charge.begin(), charge.end(), crossing->soc_pct,
            [](double soc_pct, const auto& point) { return soc_pct < point.first; });
        charge.insert(above, {crossing->soc_pct, lifted_v});
        entry.ocv_charge_v = rising(std::move(entry.ocv_charge_v), branch_step_v);
    }
}

CellEntry entry_of(const models::fit::CellFit& fit, double capacity_ah,
                   const std::vector<std::string>& files) {
    const models::Chemistry& chemistry = fit.chemistry;
    CellEntry entry;
    entry.name = fmt::format("cell of {:g} Ah, fitted to measurements", capacity_ah);
    entry.source = fmt::format("banktwin fit of {}", fmt::join(files, ", "));
    entry.capacity_ah = capacity_ah;
    entry.resistance_ohm = rounded(fit.resistance_ohm, 4);
    entry.ocv_discharge_v =
        rising(list_of(chemistry.ocv_discharge_v, branch_step_v), branch_step_v);
    entry.ocv_charge_v = rising(list_of(chemistry.ocv_charge_v, branch_step_v), branch_step_v);
    lift_charge_branch(entry);
    entry.hysteresis_rate = rounded(chemistry.hysteresis_rate, 4);
    entry.hysteresis_fixed_share = rounded(chemistry.hysteresis.fixed_share, 4);
    entry.hysteresis_activation_k = rounded(chemistry.hysteresis.activation_k, 4);
    entry.relaxing_v = list_of(chemistry.relaxing_v, 1e-5);
    entry.relaxing_rate = rounded(chemistry.relaxing_rate, 4);
    entry.relaxes_in_s = rounded(chemistry.relaxes_in_s, 4);
    entry.resistance_factor = list_of(chemistry.r0_factor, 1e-4);
    entry.resistance_fixed_share = rounded(chemistry.resistance.fixed_share, 4);
    entry.resistance_activation_k = rounded(chemistry.resistance.activation_k, 4);
    entry.rc1_factor = list_of(chemistry.rc1_factor, 1e-4);
    entry.rc1_s = rounded(chemistry.rc1_s, 4);
    entry.rc2_factor = list_of(chemistry.rc2_factor, 1e-4);
    entry.rc2_s = rounded(chemistry.rc2_s, 4);
    entry.rc2_saturates_at_c = rounded(chemistry.rc2_saturates_at_c, 4);
    return entry;
}

constexpr std::array<std::string_view, 16> fitted_keys{"name",
                                                       "source",
                                                       "capacity_ah",
                                                       "resistance_ohm",
                                                       "ocv_discharge_v",
                                                       "ocv_charge_v",
                                                       "hysteresis_rate",
                                                       "relaxing_v",
                                                       "relaxing_rate",
                                                       "relaxes_in_s",
                                                       "resistance_factor",
                                                       "rc1_factor",
                                                       "rc1_s",
                                                       "rc2_factor",
                                                       "rc2_s",
                                                       "rc2_saturates_at_c"};
constexpr std::array<std::string_view, 4> thermal_keys{
    "hysteresis_fixed_share", "hysteresis_activation_k", "resistance_fixed_share",
    "resistance_activation_k"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string scalar_text(const engine::Value& value) {
    if (const auto* number = std::get_if<double>(&value.data())) {
        return engine::shortest(*number);
    }
    return '"' + std::get<std::string>(value.data()) + '"';
}

/// `{0: 2.5, 1: 2.8, …}` over as many lines as it takes.
std::string value_text(const engine::Value& value, std::size_t indent) {
    const auto* map = std::get_if<engine::ValueMap>(&value.data());
    if (map == nullptr) {
        return scalar_text(value);
    }
    constexpr std::size_t width = 110;
    std::string out = "{";
    std::size_t column = indent + 20;
    for (std::size_t i = 0; i < map->size(); ++i) {
        const auto& [at, number] = (*map)[i];
        const std::string item =
            at + ": " + scalar_text(number) + (i + 1 < map->size() ? "," : "}");
        if (column + item.size() + 1 > width) {
            out += '\n' + std::string(indent, ' ');
            column = indent;
        } else if (i > 0) {
            out += ' ';
        }
        out += item;
        column += item.size() + 1;
    }
    return out;
}

/// What was fitted; the rest is that of the cell that stands in, with its own notes.
std::string cell_text(const std::string& name, const CellEntry& entry, bool knows_temperature) {
    std::string out =
        fmt::format("cells:\n  {}:\n    like: {}  # for all that is not below\n", name, stands_in);
    const engine::Value all = engine::to_value(entry, engine::Absent::LeaveOut);
    for (const auto& [key, value] : std::get<engine::ValueMap>(all.data())) {
        if (contains(fitted_keys, key) || (knows_temperature && contains(thermal_keys, key))) {
            out += fmt::format("    {}: {}\n", key, value_text(value, 6));
        }
    }
    return out;
}

/// What of a battery goes with its size: with this power of the capacity.
struct SizeRow {
    std::string_view key;
    double BatteryEntry::*member;
    double power;
};
constexpr double of_a_surface = 2.0 / 3.0;
constexpr std::array<SizeRow, 6> size_rows{{
    {"discharge_continuous_a", &BatteryEntry::discharge_continuous_a, 1.0},
    {"discharge_pulse_a", &BatteryEntry::discharge_pulse_a, 1.0},
    {"charge_continuous_a", &BatteryEntry::charge_continuous_a, 1.0},
    {"charge_pulse_a", &BatteryEntry::charge_pulse_a, 1.0},
    {"heat_capacity_j_per_k", &BatteryEntry::heat_capacity_j_per_k, 1.0},
    {"heat_transfer_w_per_k", &BatteryEntry::heat_transfer_w_per_k, of_a_surface},
}};

/// A battery of such cells, so that their own capacity and resistance are what a scenario has.
std::string battery_text(const std::string& name, const CellEntry& cell) {
    engine::Provenance provenance;
    const BatteryEntry like =
        engine::read_battery(engine::Catalog::shipped(), like_its_battery, provenance);
    const double capacity_ah = *cell.capacity_ah;
    std::string out = fmt::format(
        "batteries:\n"
        "  {0}:\n"
        "    like: {1}  # for all that is not below\n"
        "    name: \"{2:g} V {3:g} Ah of {4} cells fitted to measurements\"\n"
        "    source: \"capacity and resistance: {4} of the cell above in series; all else: {1}, a "
        "battery of another make\"\n"
        "    cell: {0}\n    cells: {4}\n    capacity_ah: {5}\n    internal_resistance_ohm: {6}\n",
        name, like_its_battery, like.nominal_voltage_v, capacity_ah, cells_of_its_battery,
        engine::shortest(capacity_ah),
        engine::shortest(rounded(cells_of_its_battery * *cell.resistance_ohm, 5)));
    for (const SizeRow& row : size_rows) {
        const double scale = std::pow(capacity_ah / like.capacity_ah, row.power);
        out += fmt::format("    {}: {{value: {}, source: assumed, note: \"that of {}, {}\"}}\n",
                           row.key, engine::shortest(rounded(like.*row.member * scale, 4)),
                           like_its_battery,
                           row.power == 1.0 ? "by capacity" : "by capacity^(2/3), as a surface");
    }
    return out;
}

}  // namespace

std::string fitted_catalog(const models::fit::CellFit& fit, const std::string& name,
                           double capacity_ah, const std::vector<std::string>& files) {
    const CellEntry entry = entry_of(fit, capacity_ah, files);
    return std::string{cell_file_mark} + cell_text(name, entry, fit.knows_temperature) +
           battery_text(name, entry);
}

}  // namespace reports
