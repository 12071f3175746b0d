// Do the values of a cell and of a battery go together?

#include "check_nodes.hpp"
#include "engine/scenario_checks.hpp"
#include "models/curve.hpp"

#include <array>
#include <stdexcept>

namespace engine {

namespace {

// How far a curve may reach beyond empty and full, in percent.
constexpr double lowest_place = -100.0;
constexpr double highest_place = 200.0;
constexpr double curve_grid = 0.5;

void check_curve(const PointList& list, bool must_rise, const Node& node, const std::string& path) {
    if (list.points.size() == 1) {
        if (must_rise) {
            throw error_at(node, path, "must rise; give at least two points, {0: …, 100: …}");
        }
        return;
    }
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        points.push_back({.at = at, .value = value});
        if (must_rise && points.size() > 1 && value <= points[points.size() - 2].value) {
            throw error_at(node, path,
                           "must rise from point to point; it does not at " + shortest(at) + " %");
        }
    }
    if (points.front().at > 0.0 || points.back().at < 100.0) {
        throw error_at(node, path, "must reach from 0 to 100 %");
    }
    if (points.front().at < lowest_place || points.back().at > highest_place) {
        throw error_at(node, path,
                       "must stay between " + shortest(lowest_place) + " and " +
                           shortest(highest_place) + " %");
    }
    try {
        models::Curve{points, curve_grid};
    } catch (const std::invalid_argument& error) {
        throw error_at(node, path, std::string{error.what()} + " (% of charge)");
    }
}

constexpr double voltage_grid_v = 0.05;

/// Capacity lost below empty: less at higher voltages, and nothing at the last point.
void check_over_discharge(const PointList& list, const Node& node, const std::string& path) {
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        if (!points.empty() && value > points.back().value) {
            throw error_at(node, path,
                           "must fall with the voltage; it does not at " + shortest(at) + " V");
        }
        points.push_back({.at = at, .value = value});
    }
    if (points.size() < 2 || points.back().value != 0.0) {
        throw error_at(node, path, "must fall to nothing at its highest voltage, {0: …, 2: 0}");
    }
    try {
        models::Curve{points, voltage_grid_v};
    } catch (const std::invalid_argument& error) {
        throw error_at(node, path, std::string{error.what()} + " (V)");
    }
}

void check_ageing(const AgeingEntry& ageing, const Node& node, const std::string& path) {
    const Table table = table_for<AgeingEntry>();
    if (!ageing.graphite_v.points.empty()) {
        check_curve(ageing.graphite_v, false, node_of(node, "graphite_v", table),
                    join(path, "graphite_v"));
    }
    for (const auto& [key, list] :
         {std::pair{"over_discharge_pct", &ageing.over_discharge_pct},
          std::pair{"over_discharge_pct_per_day", &ageing.over_discharge_pct_per_day}}) {
        if (!list->points.empty()) {
            check_over_discharge(*list, node_of(node, key, table), join(path, key));
        }
    }
}

models::Curve curve_of(const PointList& list) {
    std::vector<models::CurvePoint> points;
    for (const auto& [at, value] : list.points) {
        points.push_back({.at = at, .value = value});
    }
    return models::Curve{points, curve_grid};
}

/// R0 over its value at 50 % is 1 there; a table that is not would make the resistance that the
/// battery states another one.
void check_reference(const PointList& factor, const Node& node, const std::string& path) {
    constexpr double at = 50.0;
    constexpr double rounding = 1e-3;
    const bool is_level = factor.points.size() == 1;
    const double value = is_level ? factor.points.front().second : curve_of(factor).value(at);
    if (value < 1.0 - rounding || value > 1.0 + rounding) {
        throw error_at(node, path,
                       "is " + shortest(value) +
                           " at 50 %, where it is 1: it counts against the resistance there; "
                           "divide every value by this one, and multiply the resistance by it");
    }
}

/// The charge branch lies nowhere below the discharge branch.
void check_branches(const CellEntry& cell, const Node& node, const std::string& path) {
    if (const auto crossing = find_crossing(cell)) {
        throw error_at(node, path,
                       "lies below ocv_discharge_v at " + shortest(crossing->soc_pct) +
                           " %: " + shortest(crossing->charge_v) + " V against " +
                           shortest(crossing->discharge_v) +
                           " V; give both branches, or ocv_charge_v: null for no hysteresis");
    }
}

}  // namespace

std::optional<BranchCrossing> find_crossing(const CellEntry& cell) {
    if (cell.ocv_charge_v.points.empty()) {
        return std::nullopt;
    }
    constexpr double rounding_v = 1e-9;
    const models::Curve charge = curve_of(cell.ocv_charge_v);
    const models::Curve discharge = curve_of(cell.ocv_discharge_v);
    const double last =
        std::max(cell.ocv_charge_v.points.back().first, cell.ocv_discharge_v.points.back().first);
    double at =
        std::min(cell.ocv_charge_v.points.front().first, cell.ocv_discharge_v.points.front().first);
    for (; at <= last; at += curve_grid) {
        const BranchCrossing here{
            .soc_pct = at, .charge_v = charge.value(at), .discharge_v = discharge.value(at)};
        if (here.charge_v < here.discharge_v - rounding_v) {
            return here;
        }
    }
    return std::nullopt;
}

void check_cell(const CellEntry& cell, const Node& node, const std::string& path) {
    struct Row {
        std::string_view key;
        const PointList& list;
        bool must_rise;
    };
    const std::array<Row, 7> curves{{{"ocv_discharge_v", cell.ocv_discharge_v, true},
                                     {"ocv_charge_v", cell.ocv_charge_v, true},
                                     {"relaxing_v", cell.relaxing_v, false},
                                     {"entropic_v_per_k", cell.entropic_v_per_k, false},
                                     {"resistance_factor", cell.resistance_factor, false},
                                     {"rc1_factor", cell.rc1_factor, false},
                                     {"rc2_factor", cell.rc2_factor, false}}};
    const Table table = table_for<CellEntry>();
    for (const Row& row : curves) {
        if (!row.list.points.empty()) {
            check_curve(row.list, row.must_rise, node_of(node, row.key, table),
                        join(path, row.key));
        }
    }
    check_branches(cell, node_of(node, "ocv_charge_v", table), join(path, "ocv_charge_v"));
    check_reference(cell.resistance_factor, node_of(node, "resistance_factor", table),
                    join(path, "resistance_factor"));
    check_ageing(cell.ageing, node_of(node, "ageing", table), join(path, "ageing"));
}

void check_battery(const BatteryEntry& battery, const Node& node, const std::string& path) {
    const auto error = [&](std::string_view key, const std::string& message) {
        return error_in<BatteryEntry>(node, key, path, message);
    };
    const auto written = [&](std::string_view first, std::string_view second) {
        return written_of(node, first, second, table_for<BatteryEntry>());
    };
    check_cell(battery.cell, node_of(node, "cell", table_for<BatteryEntry>()), join(path, "cell"));
    if (battery.cells != 4 && battery.cells != 8 && battery.cells != 16) {
        throw error("cells", "must be 4, 8 or 16, is " + std::to_string(battery.cells));
    }
    const double per_cell = battery.nominal_voltage_v / battery.cells;
    if (per_cell < 2.5 || per_cell > 4.0) {
        throw error(
            written("nominal_voltage_v", "cells"),
            "nominal_voltage_v is " + shortest(per_cell) + " V per cell; a LiFePO4 cell has 3.2");
    }
    if (battery.charge_voltage_lowest_v > battery.charge_voltage_highest_v) {
        throw error(written("charge_voltage_lowest_v", "charge_voltage_highest_v"),
                    "charge_voltage_lowest_v is above charge_voltage_highest_v");
    }
    if (!is_whole(battery.current_resolution_a * 1000.0)) {
        throw error("current_resolution_a", "must be whole milliamperes");
    }
    if (!is_whole(battery.voltage_resolution_v * 1000.0)) {
        throw error("voltage_resolution_v", "must be whole millivolts");
    }
    if (!is_whole(battery.temperature_resolution_degc * 10.0)) {
        throw error("temperature_resolution_degc", "must be whole tenths of a degree");
    }
    if (!is_whole(battery.firmware_version * 100.0)) {
        throw error("firmware_version", "has two decimals: 1.05 is v1.05");
    }
}

}  // namespace engine
